import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

describe('readConfig', () => {
  it('reads YAML and JSON alike', async () => {
    const settings = { name: 'a', data: { use: 'sinusoids', shots: 5 } };
    expect(await readConfig(file('a.yaml', 'name: a\ndata: { use: sinusoids, shots: 5 }\n'))).toEqual(settings);
    expect(await readConfig(file('a.json', JSON.stringify(settings)))).toEqual(settings);
  });

  it('takes defaults where the file has none', async () => {
    expect(await readConfig(file('b.yaml', 'seed: 1'), { name: 'b', seed: 2 })).toEqual({ name: 'b', seed: 1 });
  });

  it.each([
    ['a list', '- 1\n', 'holds no settings'],
    ['nothing', '', 'holds no settings'],
    ['two settings of one name', 'a: 1\na: 2\n', 'line 2'],
    ['an open bracket', 'a: [1\n', 'not well-formed'],
  ])('refuses %s', async (name, text, message) => {
    await expect(readConfig(file(`${name}.yaml`, text))).rejects.toThrow(message);
  });

  it('names a file that is missing, or a folder', async () => {
    await expect(readConfig(join(root, 'no.yaml'))).rejects.toThrow('no.yaml (no such file or folder)');
    await expect(readConfig(root)).rejects.toThrow('it is a folder');
  });
});
