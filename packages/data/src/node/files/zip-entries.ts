import { open } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import type { ZipFile } from 'yauzl';
import { fromRandomAccessReaderPromise } from 'yauzl';
import { WindowReader } from './window-reader.js';

/** Where an entry of a zip archive lies, and how it is packed. */
export interface PackedFile {
  /** Of its local header, from the file's beginning. */
  readonly offset: number;
  readonly packed: number;
  readonly unpacked: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
}

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
 * Lists a zip archive. Names are checked by yauzl, which refuses absolute ones, `..` and backslashes.
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
    const { size } = await file.stat();
    const options = { autoClose: false, lazyEntries: true, strictFileNames: true };
    return await entriesOf(await fromRandomAccessReaderPromise(new WindowReader(file), size, options), found);
  } catch (cause) {
    throw refusal(where, path, cause);
  } finally {
    await file.close();
  }
}

async function entriesOf(zip: ZipFile, found: (count: number) => void): Promise<ZipEntries> {
  const rows = new Map<string, number>();
  const table: number[] = [];
  for await (const entry of zip.eachEntry()) {
    const { fileName, relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod } = entry;
    if (fileName.endsWith('/') || /(^|\/)(\.|__MACOSX\/)/.test(fileName)) continue;
    rows.set(fileName, table.length / NUMBERS);
    const encrypted = entry.generalPurposeBitFlag & 1;
    table.push(relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod, encrypted);
    if (rows.size % NOW_AND_THEN === 0) found(rows.size);
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

function refusal(where: string, path: string, cause: unknown): InvalidDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!/absolute path|invalid relative path|invalid characters in fileName/.test(reason))
    return damaged(where, path, cause);
  return new InvalidDataError(
    `${where}: '${path}' is refused, since one of its entries would leave its folder (${reason}). Do not unpack it; get it from a source you trust.`,
    { cause },
  );
}

function damaged(where: string, path: string, cause: unknown): InvalidDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InvalidDataError(
    `${where}: '${path}' is not a whole zip archive (${reason}). Download or copy it again.`,
    { cause },
  );
}
