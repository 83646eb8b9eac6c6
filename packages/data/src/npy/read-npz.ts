import { InvalidDataError } from '@innerloop/core';
import { inflateSync } from 'fflate';
import { crc32 } from '../zip/crc32.js';
import { damaged, startOf, zipEntries } from '../zip/entries-in-memory.js';
import type { ZipEntry } from '../zip/zip-directory.js';
import type { NpyArray } from './read-npy.js';
import { readNpy } from './read-npy.js';

/** The arrays of a NumPy archive by name; each is read when it is asked for. */
export interface NpzArchive {
  readonly names: readonly string[];
  /** @throws InvalidDataError if there is no such array, or it cannot be read */
  read(name: string): NpyArray;
}

/**
 * Opens a `.npz` archive, as `numpy.savez` and `savez_compressed` write them: a zip archive of `.npy` files, zip64 too.
 *
 * @param name  what messages call the archive
 * @throws InvalidDataError if the bytes are no zip archive
 */
export function readNpz(bytes: Uint8Array, name = 'readNpz'): NpzArchive {
  const entries = new Map(zipEntries(name, bytes).map((entry) => [entry.name.replace(/\.npy$/, ''), entry]));
  const names = [...entries.keys()];
  return {
    names,
    read: (array) => {
      const entry = entries.get(array);
      if (entry !== undefined) return readNpy(contentOf(`${name}: ${array}`, bytes, entry), `${name}: ${array}`);
      throw new InvalidDataError(`${name}: there is no array '${array}'. There are: ${names.join(', ')}.`);
    },
  };
}

function contentOf(name: string, bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) {
    const why = entry.encrypted ? 'is encrypted' : `is compressed by a method that is not known (${entry.method})`;
    throw new InvalidDataError(`${name}: the array ${why}. Save it with numpy.savez or numpy.savez_compressed.`);
  }
  const start = startOf(name, bytes, entry);
  const packed = bytes.subarray(start, start + entry.packed);
  const content = entry.method === 0 ? packed : inflated(name, packed, entry.unpacked);
  if (content.length !== entry.unpacked || crc32(content) !== entry.checksum) throw damaged(name);
  return content;
}

function inflated(name: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw damaged(name, error);
  }
}
