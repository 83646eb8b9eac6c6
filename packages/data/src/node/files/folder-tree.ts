import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { forEachAtOnce } from './at-once.js';
import type { FileTree } from './file-tree.js';

/** Files whose size and time are asked for at the same time. */
const STATS_AT_ONCE = 64;

/** How many files are found between two words of it. */
const NOW_AND_THEN = 50_000;

/**
 * A folder with all that is below it. Links are followed, but none in a circle; names that begin with a dot are not looked at.
 *
 * Listing asks the system once a folder and once a link, not once a file.
 */
export function folderTree(path: string): FileTree {
  let listed: Promise<readonly string[]> | undefined;
  const names: FileTree['names'] = (found) => {
    listed ??= listBelow(path, found).catch((cause: unknown) => {
      listed = undefined; // a failure is not remembered
      throw cause;
    });
    return listed;
  };
  const stamp: FileTree['stamp'] = (wanted) => stampOf(path, wanted);
  return {
    path,
    names,
    stamp,
    fingerprint: async () => stamp(await names()),
    open: async (use) =>
      use({
        names: await names(),
        read: (name) => readFile(join(path, name)),
        placeOf: (name) => ({ path: join(path, name) }),
      }),
  };
}

async function stampOf(path: string, names: readonly string[]): Promise<string> {
  const stamps = new Float64Array(2 * names.length);
  await forEachAtOnce(names, STATS_AT_ONCE, async (name, index) => {
    const { size, mtimeMs } = await stat(join(path, name));
    stamps.set([size, mtimeMs], 2 * index);
  });
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n`);
  return `${await realpath(path)} ${hash.update(stamps).digest('hex')}`;
}

/** A folder that is being listed. */
interface Folder {
  /** Its path below the root, empty or with `/` at its end. */
  readonly inside: string;
  /** Where it really is, and where the folders above it are: a link to one of these is a circle. */
  readonly real: string;
  readonly above: readonly string[];
}

/** Files below a folder, in alphabetical order. */
async function listBelow(root: string, told: (count: number) => void = () => undefined): Promise<readonly string[]> {
  const found: string[] = [];
  const list = async ({ inside, real, above }: Folder): Promise<void> => {
    const below = [...above, real];
    for (const entry of await entriesOf(join(root, inside))) {
      const name = inside + entry.name;
      if (entry.isFile()) {
        if (found.push(name) % NOW_AND_THEN === 0) told(found.length);
      } else if (entry.isDirectory()) {
        await list({ inside: `${name}/`, real: join(real, entry.name), above: below });
      } else if (entry.isSymbolicLink()) {
        const target = await stat(join(root, name)).catch(() => undefined);
        if (target?.isFile()) found.push(name);
        const leadsTo = target?.isDirectory() ? await realpath(join(root, name)) : undefined;
        if (leadsTo !== undefined && !below.includes(leadsTo))
          await list({ inside: `${name}/`, real: leadsTo, above: below });
      }
    }
  };
  await list({ inside: '', real: await realpath(root), above: [] });
  return found;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
}
