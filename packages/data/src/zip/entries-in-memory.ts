import { InvalidDataError } from '@innerloop/core';
import type { ZipEntry } from './zip-directory.js';
import { zipDirectory } from './zip-directory.js';

const localHeader = { signature: 0x04034b50, size: 30 };

/**
 * The entries of a zip archive in memory.
 *
 * @throws InvalidDataError if the bytes are no archive, or its directory is damaged
 */
export function zipEntries(name: string, bytes: Uint8Array): readonly ZipEntry[] {
  const entries: ZipEntry[] = [];
  const reading = zipDirectory(bytes.length, (entry) => entries.push(entry));
  try {
    for (let step = reading.next(); step.done !== true;) {
      const { from, length } = step.value;
      step = reading.next(bytes.subarray(from, from + length));
    }
  } catch (cause) {
    if (!(cause instanceof InvalidDataError)) throw cause;
    throw new InvalidDataError(
      `${name}: this is no zip archive (.npz), or it was not copied whole (${cause.message}). Save it with numpy.savez.`,
      { cause },
    );
  }
  return entries;
}

/** Where the bytes of an entry begin: its local header has lengths of its own. */
export function startOf(name: string, bytes: Uint8Array, { offset }: ZipEntry): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const there = offset + localHeader.size <= bytes.length;
  if (!there || view.getUint32(offset, true) !== localHeader.signature) throw damaged(name);
  return offset + localHeader.size + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
}

export const damaged = (name: string, cause?: unknown): InvalidDataError =>
  new InvalidDataError(`${name}: the archive is damaged or was not copied whole.`, { cause });
