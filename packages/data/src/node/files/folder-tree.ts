import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { FileTree } from './file-tree.js';

/** A folder with all that is below it. Links are followed, but none in a circle; names that begin with a dot are not looked at. */
export const folderTree = (path: string): FileTree => ({
  path,
  fingerprint: async () => {
    const hash = createHash('sha256');
    for (const name of await filesBelow(path)) {
      const { size, mtimeMs } = await stat(join(path, name));
      hash.update(`${name}\n${size} ${mtimeMs}\n`);
    }
    return `${await realpath(path)} ${hash.digest('hex')}`;
  },
  open: async (use) => use({ names: await filesBelow(path), read: (name) => readFile(join(path, name)) }),
});

/** Files below a folder, in alphabetical order. */
async function filesBelow(root: string, inside = '', above: readonly string[] = []): Promise<readonly string[]> {
  const folder = join(root, inside);
  const real = await realpath(folder);
  if (above.includes(real)) return [];
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    const target = entry.isSymbolicLink() ? await stat(join(root, name)).catch(() => undefined) : entry;
    if (target?.isDirectory()) found.push(...(await filesBelow(root, name, [...above, real])));
    else if (target?.isFile()) found.push(name);
  }
  return found;
}
