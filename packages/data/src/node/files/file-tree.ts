import { stat } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import type { FilePlace } from './file-place.js';
import { folderTree } from './folder-tree.js';
import { zipTree } from './zip-tree.js';

/** Files that are open to be read. */
export interface OpenFiles {
  /** Paths of the files inside the tree, with `/` between their parts. */
  readonly names: readonly string[];
  /** The bytes of one of them. */
  read(name: string): Promise<Uint8Array>;
  /** Where one of them lies, for threads, which read it themselves; none if it is not there. */
  placeOf(name: string): FilePlace | undefined;
}

/** A folder or a zip archive: the same thing to whoever reads images. */
export interface FileTree {
  readonly path: string;
  /** Paths of the files, listed once. `found` hears how many there are so far, now and then. */
  names(found?: (count: number) => void): Promise<readonly string[]>;
  /** Changes when some of the files do, or any in an archive; does not read them. */
  stamp(names: readonly string[]): Promise<string>;
  /** The stamp of all files. */
  fingerprint(): Promise<string>;
  /** Opens the files, and closes them when `use` has finished; may be called again, and more than once at a time. */
  open<T>(use: (files: OpenFiles) => Promise<T>): Promise<T>;
}

/**
 * A folder or zip archive on disk.
 *
 * @param where  who asks: errors begin with it
 * @param expected  what should be there and where to get it, for messages
 * @throws InvalidDataError if there is nothing, or something else
 */
export async function fileTree(where: string, path: string, expected: string): Promise<FileTree> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new InvalidDataError(`${where}: '${path}' cannot be read (${reasonOf(cause)}). Expected ${expected}`, {
      cause,
    });
  });
  if (found.isDirectory()) return folderTree(path);
  if (/\.zip$/i.test(path)) return zipTree(where, path);
  throw new InvalidDataError(`${where}: '${path}' is neither a folder nor a .zip archive. Expected ${expected}`);
}

/** In words why the system refused. */
export function reasonOf(cause: unknown): string {
  const code = (cause as { readonly code?: unknown }).code;
  if (code === 'ENOENT') return 'no such file or folder';
  return cause instanceof Error ? cause.message : String(cause);
}
