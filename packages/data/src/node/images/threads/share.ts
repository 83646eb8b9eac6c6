import { closeSync, openSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { FilePlace } from '../../files/file-place.js';
import { readZipEntry } from '../../files/zip-read.js';
import type { PictureForm } from '../picture-form.js';
import { pictureOf } from '../picture-of.js';
import { plainPng } from '../png/plain-png.js';

/** Pictures that a thread takes at a time: enough that taking costs nothing, few enough that progress is seen and all end together. */
const TAKEN = 64;

/** Larger files are no small pictures. */
const LARGEST = 64 * 1024;

/** Pictures that several threads decode into one block: all of it is seen by all of them. */
export interface SharedWork {
  readonly places: readonly (FilePlace | undefined)[];
  readonly form: PictureForm;
  /** Bytes of all pictures, one after another. */
  readonly block: SharedArrayBuffer;
  /** A byte a picture: 1 once it is decoded. */
  readonly made: SharedArrayBuffer;
  /** Two numbers: the first picture that nobody has taken, and how many are decoded. */
  readonly counts: SharedArrayBuffer;
}

/** Reads files by their places; archives stay open until it is closed. */
interface Reader {
  read(place: FilePlace): Promise<Uint8Array> | Uint8Array;
  close(): void;
}

function placeReader(): Reader {
  const open = new Map<string, number>();
  return {
    read({ path, entry }) {
      if (entry === undefined) return readFileSync(path);
      const file = open.get(path) ?? openSync(path, 'r');
      open.set(path, file);
      return readZipEntry(file, entry);
    },
    close: () => open.forEach((file) => closeSync(file)),
  };
}

/** One picture, or nothing where it is large, missing, damaged or of another kind: whoever asked has the last word on it. */
async function small(place: FilePlace | undefined, form: PictureForm, reader: Reader): Promise<Uint8Array | undefined> {
  if (place === undefined || (place.entry?.unpacked ?? 0) > LARGEST) return undefined;
  try {
    const raster = plainPng(await reader.read(place));
    return raster && pictureOf(raster, form);
  } catch {
    return undefined;
  }
}

/**
 * Takes pictures that nobody has taken until there are none, and decodes those that are small plain PNG files. Any number of threads do the
 * same at a time; what a thread has taken when it dies stays unmade.
 *
 * @param told  hears, between two portions, how many all have decoded
 */
export async function decodeShare(work: SharedWork, told: (done: number) => void = () => undefined): Promise<void> {
  const { places, form } = work;
  const [block, made, counts] = [new Uint8Array(work.block), new Uint8Array(work.made), new Int32Array(work.counts)];
  const length = block.length / places.length;
  const reader = placeReader();
  try {
    for (;;) {
      const first = Atomics.add(counts, 0, TAKEN);
      if (first >= places.length) return;
      const taken = places.slice(first, first + TAKEN);
      let decoded = 0;
      for (const [at, place] of taken.entries()) {
        const pixels = await small(place, form, reader);
        if (pixels === undefined) continue;
        block.set(pixels, (first + at) * length);
        made[first + at] = 1;
        decoded += 1;
      }
      told(Atomics.add(counts, 1, decoded) + decoded);
      await turn();
    }
  } finally {
    reader.close();
  }
}
