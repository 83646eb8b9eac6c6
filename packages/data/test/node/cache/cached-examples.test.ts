import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder } from '../../../src/node/cache/cache-folder.js';
import { cachedExamples } from '../../../src/node/cache/cached-examples.js';
import { decodeExamples, encodeExamples } from '../../../src/node/cache/examples-file.js';
import type { PictureExamples } from '../../../src/node/images/picture-examples.js';
import { temporaryFolder } from '../fixtures.js';

const folder = await temporaryFolder();
const examples: PictureExamples = {
  name: 'set/train',
  shape: [1, 2, 1],
  values: Uint8Array.of(10, 20, 30, 40),
  classes: [
    { name: 'ä', rows: [0] },
    { name: 'b', rows: [1] },
  ],
  files: ['ä/1.png', 'b/1.png'],
  skipped: ['x.png'],
};

const reading = (key: string, cache = folder) => {
  let made = 0;
  const make = (): Promise<PictureExamples> => {
    made += 1;
    return Promise.resolve(examples);
  };
  return { read: () => cachedExamples({ name: 'set/train', key, cache }, make), made: () => made };
};

const onlyFile = async (): Promise<string> =>
  join(folder, (await readdir(folder)).find((name) => name.endsWith('.images')) as string);

afterEach(() => vi.restoreAllMocks());

describe('examples file', () => {
  test.prop([fc.string(), fc.uint8Array({ maxLength: 50 }), fc.array(fc.string())])(
    'gives back what was written',
    (key, values, skipped) => {
      const given = { ...examples, values, skipped };
      expect(decodeExamples(key, encodeExamples(key, given))).toEqual(given);
    },
  );

  test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'is refused with any byte changed, or cut anywhere',
    (place, change) => {
      const file = Buffer.from(encodeExamples('key', examples));
      const at = place % file.length;
      expect(decodeExamples('key', file.subarray(0, at))).toBeUndefined();
      file[at] = (file[at] as number) ^ change;
      expect(decodeExamples('key', file)).toBeUndefined();
    },
  );

  it('is refused under another key', () => {
    expect(decodeExamples('other', encodeExamples('key', examples))).toBeUndefined();
  });
});

describe('cachedExamples', () => {
  it('makes examples once for a key', async () => {
    const { read, made } = reading('once');
    expect(await read()).toEqual(examples);
    expect(await read()).toEqual(examples);
    expect(made()).toBe(1);
    await reading('another').read();
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['truncated', (file: Buffer) => file.subarray(0, file.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['changed', (file: Buffer) => Buffer.concat([file.subarray(0, file.length - 1), Buffer.of(99)])],
    ['of another format', (file: Buffer) => Buffer.concat([Buffer.from('x'), file])],
  ])('makes them again when the file is %s, and mends it', async (_, damage) => {
    const { read, made } = reading('once');
    await read();
    const before = made();
    for (const name of await readdir(folder)) {
      await writeFile(join(folder, name), damage(await readFile(join(folder, name))));
    }
    expect(await read()).toEqual(examples);
    expect(made()).toBe(before + 1);
    await read();
    expect(made()).toBe(before + 1);
  });

  it('warns, and goes on, when the cache cannot be written', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const file = await onlyFile();
    const { read } = reading('unwritable', join(file, 'below-a-file'));
    expect(await read()).toEqual(examples);
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/could not be kept in .*Pass cache: a folder that can be written, or cache: false\.$/),
    );
  });

  it('keeps nothing when told so', async () => {
    const { read, made } = reading('none');
    await cachedExamples({ name: 'set/train', key: 'none', cache: false }, read);
    expect(made()).toBe(1);
  });
});

describe('cacheFolder', () => {
  it('is in node_modules of the project around the working directory, or else below the working directory', async () => {
    const project = join(folder, 'project');
    await mkdir(join(project, 'deep'), { recursive: true });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(join(project, 'deep'));
    expect(cacheFolder(undefined)).toBe(join(project, 'deep', '.cache', 'innerloop'));
    await mkdir(join(project, 'node_modules'));
    expect(cacheFolder(undefined)).toBe(join(project, 'node_modules', '.cache', 'innerloop'));
    expect(cacheFolder('mine')).toBe('mine');
    expect(cacheFolder(false)).toBeUndefined();
    expect(cwd).toHaveBeenCalled();
  });
});
