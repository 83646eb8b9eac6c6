import { realpath, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { InvalidDataError } from '@innerloop/core';
import type { Entry, ZipFile } from 'yauzl';
import { openPromise } from 'yauzl';
import type { FileTree, OpenFiles } from './file-tree.js';

/** No image is larger; a small archive that unpacks to gigabytes is an attack. */
const LARGEST = 256 * 1024 * 1024;

/**
 * The files of a zip archive, read in place: nothing is unpacked to disk. Names that begin with a dot or `__MACOSX` are not looked at.
 *
 * Opening it throws an `InvalidDataError` if it is truncated or damaged, or if an entry's name is absolute, has a backslash, or
 * leads out of the archive by `..`.
 */
export const zipTree = (where: string, path: string): FileTree => ({
  path,
  fingerprint: async () => {
    const { size, mtimeMs } = await stat(path);
    return `${await realpath(path)} ${size} ${mtimeMs}`;
  },
  open: async (use) => {
    const zip = await openZip(where, path);
    try {
      return await use(filesOf(zip, await listEntries(where, path, zip)));
    } finally {
      zip.close();
    }
  },
});

async function openZip(where: string, path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    throw damaged(where, path, cause);
  }
}

/** Names are checked by yauzl: it refuses absolute ones, `..` and backslashes. */
async function listEntries(where: string, path: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!/absolute path|invalid relative path|invalid characters in fileName/.test(reason))
      throw damaged(where, path, cause);
    throw new InvalidDataError(
      `${where}: '${path}' is refused, since one of its entries would leave its folder (${reason}). Do not unpack it; get it from a source you trust.`,
      { cause },
    );
  }
  return entries;
}

function damaged(where: string, path: string, cause: unknown): InvalidDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InvalidDataError(
    `${where}: '${path}' is not a whole zip archive (${reason}). Download or copy it again.`,
    { cause },
  );
}

const filesOf = (zip: ZipFile, entries: ReadonlyMap<string, Entry>): OpenFiles => ({
  names: [...entries.keys()].filter((name) => !name.endsWith('/') && !/(^|\/)(\.|__MACOSX\/)/.test(name)),
  read: async (name) => {
    const entry = entries.get(name);
    if (entry === undefined) throw new InvalidDataError(`there is no entry '${name}'`);
    if (entry.uncompressedSize > LARGEST)
      throw new InvalidDataError(`it would unpack to ${entry.uncompressedSize} bytes`);
    return buffer(await zip.openReadStreamPromise(entry));
  },
});
