import { symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fileTree } from '../../../src/node/files/file-tree.js';
import { temporaryFolder, writeFiles, zipOf, zipWithName } from '../fixtures.js';

const folder = await temporaryFolder();
const part = fc.stringMatching(/^[a-z0-9_ -]{1,6}$/);
const files = fc.dictionary(
  fc.tuple(part, part, part).map((parts) => `${parts.join('/')}.png`),
  fc.uint8Array({ maxLength: 200 }),
  { minKeys: 1, maxKeys: 5 },
);

const contents = async (path: string): Promise<Record<string, number[]>> => {
  const tree = await fileTree('test', path, 'files.');
  return tree.open(async (opened) => {
    const pairs = await Promise.all(
      opened.names.map(async (name) => [name, Array.from(await opened.read(name))] as const),
    );
    return Object.fromEntries(pairs);
  });
};

describe('fileTree', () => {
  let number = 0;
  test.prop([files], { numRuns: 20 })('finds the same files in a zip archive as in a folder', async (given) => {
    number += 1;
    const there = await writeFiles(join(folder, String(number)), given);
    await writeFile(`${there}.zip`, await zipOf(given));
    const expected = Object.fromEntries(Object.entries(given).map(([name, content]) => [name, Array.from(content)]));
    expect(await contents(there)).toEqual(expected);
    expect(await contents(`${there}.zip`)).toEqual(expected);
  });

  it('has a fingerprint that changes when a file does, and not otherwise', async () => {
    const given = { 'a/1.png': Uint8Array.of(1), 'b/2.png': Uint8Array.of(2) };
    const there = await writeFiles(join(folder, 'fingerprint'), given);
    const zip = join(folder, 'fingerprint.zip');
    await writeFile(zip, await zipOf(given));
    for (const [path, file] of [
      [there, join(there, 'b/2.png')],
      [zip, zip],
    ] as const) {
      const tree = await fileTree('test', path, 'files.');
      const before = await tree.fingerprint();
      expect(await tree.fingerprint()).toBe(before);
      await utimes(file, new Date(0), new Date(0));
      expect(await tree.fingerprint()).not.toBe(before);
    }
  });

  it('looks neither at hidden files nor at those that macOS adds to archives', async () => {
    const given = { 'a/1.png': Uint8Array.of(1), '__MACOSX/a/1.png': Uint8Array.of(1), 'a/.hidden': Uint8Array.of(1) };
    await writeFile(join(folder, 'mac.zip'), await zipOf(given));
    expect(Object.keys(await contents(join(folder, 'mac.zip')))).toEqual(['a/1.png']);
  });

  it('follows links, but not in a circle', async () => {
    const there = await writeFiles(join(folder, 'links'), { 'a/1.png': Uint8Array.of(1) });
    await symlink(there, join(there, 'a', 'again'));
    await symlink(join(there, 'a'), join(there, 'b'));
    expect(Object.keys(await contents(there))).toEqual(['a/1.png', 'b/1.png']);
  });

  it.each([
    ['above its folder', 'aaa/evil.png', '../evil.png1'],
    ['above its folder from within', 'aaaaaaa/evil.png', 'a/../../evil.png'],
    ['at an absolute path', 'aaa/evil.png', '/etc/pass.pg'],
    ['on a Windows drive', 'aaa/evil.png', 'C:/evil.png1'],
    ['behind a backslash', 'aaa/evil.png', 'aa\\evil.png1'],
  ])('refuses an archive with an entry %s', async (_, honest, name) => {
    const path = join(folder, 'slip.zip');
    await writeFile(path, await zipWithName(honest, name));
    await expect(contents(path)).rejects.toThrow(
      /^test: '.*slip\.zip' is refused, since one of its entries would leave its folder/,
    );
  });

  it('says that an archive is truncated', async () => {
    const whole = await zipOf({ 'a/1.png': new Uint8Array(5000).fill(7) });
    await writeFile(join(folder, 'cut.zip'), whole.subarray(0, whole.length - 30));
    await expect(contents(join(folder, 'cut.zip'))).rejects.toThrow(/cut\.zip' is not a whole zip archive/);
    await writeFile(join(folder, 'empty.zip'), '');
    await expect(contents(join(folder, 'empty.zip'))).rejects.toThrow(/empty\.zip' is not a whole zip archive/);
  });

  it('says what was expected where there is nothing, or something else', async () => {
    await expect(contents(join(folder, 'missing'))).rejects.toThrow(
      `test: '${join(folder, 'missing')}' cannot be read (no such file or folder). Expected files.`,
    );
    await writeFile(join(folder, 'data.tar.gz'), 'x');
    await expect(contents(join(folder, 'data.tar.gz'))).rejects.toThrow(
      'is neither a folder nor a .zip archive. Expected files.',
    );
  });
});
