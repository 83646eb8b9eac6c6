import type { PictureForm } from '../picture-form.js';
import { pictureLength } from '../picture-form.js';
import { pictureOf } from '../decode-picture.js';
import { plainPng } from '../png/plain-png.js';

/** Small files, one after another, that a thread is to decode. */
export interface Batch {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Where each file ends. */
  readonly ends: readonly number[];
  readonly form: PictureForm;
}

/** What a thread made of a batch. */
export interface DecodedBatch {
  readonly id: number;
  /** Pictures, one after another. */
  readonly values: Uint8Array;
  /** Places of the files that are not plain PNG files, or are damaged: the other decoder has the last word on them. */
  readonly left: readonly number[];
}

/** Decodes what is plain in a batch. */
export function decodeBatch({ id, bytes, ends, form }: Batch): DecodedBatch {
  const length = pictureLength(form);
  const values = new Uint8Array(ends.length * length);
  const left: number[] = [];
  ends.forEach((end, at) => {
    const raster = plainPng(bytes.subarray(ends[at - 1] ?? 0, end));
    if (raster === undefined) left.push(at);
    else values.set(pictureOf(raster, form), at * length);
  });
  return { id, values, left };
}
