import { open, realpath, stat } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import type { FileTree, OpenFiles } from './file-tree.js';
import type { ZipEntries } from './zip-entries.js';
import { listZip } from './zip-entries.js';
import { readZipEntry, UnreadableEntry } from './zip-read.js';

/**
 * The files of a zip archive, read in place: nothing is unpacked to disk. Names that begin with a dot or `__MACOSX` are not looked at.
 *
 * Opening it throws an `InvalidDataError` if it is truncated or damaged, or if an entry's name is absolute, has a backslash, or
 * leads out of the archive by `..`.
 */
export function zipTree(where: string, path: string): FileTree {
  let listed: { readonly stamp: string; readonly entries: Promise<ZipEntries> } | undefined;
  const stamp = async (): Promise<string> => {
    const { size, mtimeMs } = await stat(path);
    return `${await realpath(path)} ${size} ${mtimeMs}`;
  };
  /** Listed again when the archive has changed: places in it would be wrong. */
  const entries = async (found?: (count: number) => void): Promise<ZipEntries> => {
    const now = await stamp();
    if (listed?.stamp !== now) {
      const listing = listZip(where, path, found);
      listed = { stamp: now, entries: listing };
      listing.catch(() => (listed = undefined));
    }
    return listed.entries;
  };
  return {
    path,
    names: async (found) => (await entries(found)).names,
    stamp,
    fingerprint: stamp,
    open: async (use) => {
      const known = await entries();
      const file = await open(path, 'r');
      try {
        return await use(filesOf(path, known, file.fd));
      } finally {
        await file.close();
      }
    },
  };
}

function refuse(cause: unknown): never {
  throw cause instanceof UnreadableEntry ? new InvalidDataError(cause.message, { cause }) : cause;
}

const filesOf = (path: string, { names, entryOf }: ZipEntries, file: number): OpenFiles => ({
  names,
  placeOf: (name) => {
    const entry = entryOf(name);
    return entry && { path, entry };
  },
  read: async (name) => {
    const entry = entryOf(name);
    if (entry === undefined) throw new InvalidDataError(`there is no entry '${name}'`);
    return readZipEntry(file, entry).catch(refuse);
  },
});
