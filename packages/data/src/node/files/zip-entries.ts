import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import type { ZipEntry as DirectoryEntry } from '../../zip/zip-directory.js';
import { zipDirectory } from '../../zip/zip-directory.js';

/** Where an entry of a zip archive lies, and how it is packed. */
export type PackedFile = Omit<DirectoryEntry, 'checksum' | 'name'>;

export interface ZipEntry extends PackedFile {
  readonly name: string;
}

/** What is in a zip archive. */
export interface ZipEntries {
  readonly names: readonly string[];
  entryOf(name: string): ZipEntry | undefined;
}

/** Numbers of one entry in the table: objects of half a million entries would take hundreds of megabytes. */
const NUMBERS = 5;

const NOW_AND_THEN = 50_000;

/**
 * Lists a zip archive: absolute names, `..` and backslashes are refused.
 *
 * @throws InvalidDataError if it is truncated or damaged, or has a name that leads out of it
 */
export async function listZip(
  where: string,
  path: string,
  found: (count: number) => void = () => undefined,
): Promise<ZipEntries> {
  const file = await open(path, 'r');
  try {
    return await entriesOf(file, found);
  } catch (cause) {
    throw refusal(where, path, cause);
  } finally {
    await file.close();
  }
}

async function entriesOf(file: FileHandle, found: (count: number) => void): Promise<ZipEntries> {
  const rows = new Map<string, number>();
  const table: number[] = [];
  const take = (entry: DirectoryEntry): void => {
    const { name, offset, packed, unpacked, method, encrypted } = entry;
    requireInside(name);
    if (name.endsWith('/') || /(^|\/)(\.|__MACOSX\/)/.test(name)) return;
    rows.set(name, table.length / NUMBERS);
    table.push(offset, packed, unpacked, method, encrypted ? 1 : 0);
    if (rows.size % NOW_AND_THEN === 0) found(rows.size);
  };
  const reading = zipDirectory((await file.stat()).size, take);
  for (let step = reading.next(); step.done !== true;) {
    const { from, length } = step.value;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, from);
    step = reading.next(buffer.subarray(0, bytesRead));
  }
  return {
    names: [...rows.keys()],
    entryOf: (name) => {
      const row = rows.get(name);
      if (row === undefined) return undefined;
      const numbers = table.slice(row * NUMBERS, (row + 1) * NUMBERS) as [number, number, number, number, number];
      const [offset, packed, unpacked, method, encrypted] = numbers;
      return { name, offset, packed, unpacked, method, encrypted: encrypted === 1 };
    },
  };
}

/** Names that unpacking would put outside of the archive's folder; the cause of a refusal. */
const leavesFolder = 'leaves its folder';

function requireInside(name: string): void {
  const absolute = name.startsWith('/') || /^[a-zA-Z]:/.test(name);
  if (absolute || name.includes('\\') || name.split('/').includes('..'))
    throw new InvalidDataError(name, { cause: leavesFolder });
}

function refusal(where: string, path: string, cause: unknown): InvalidDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof Error && cause.cause === leavesFolder)) {
    return new InvalidDataError(
      `${where}: '${path}' is not a whole zip archive (${reason}). Download or copy it again.`,
      { cause },
    );
  }
  return new InvalidDataError(
    `${where}: '${path}' is refused, since one of its entries would leave its folder ('${reason}'). Do not unpack it; get it from a source you trust.`,
    { cause },
  );
}
