import type { Distribution } from '../contracts/random.js';
import { purposes } from './derive.js';
import { standardNormal } from './normal.js';
import { permute } from './permutation.js';
import { streamWords, wordStream, type KeyWords } from './threefry.js';

/** Numbers on the host: float32, or int32 for permutations. */
export type DrawnValues = Float32Array | Int32Array;

/** A uniform number on [0, 1) with 24 bits: exact in float32. */
export function unitInterval(word: number): number {
  return (word >>> 8) / 16777216;
}

/** The values of one draw, `size` from each key, one key's after the other's. */
export function drawValues(keys: readonly KeyWords[], distribution: Distribution, size: number): DrawnValues {
  const values = new (distribution === 'permutation' ? Int32Array : Float32Array)(keys.length * size);
  keys.forEach((key, row) => fill(values.subarray(row * size, (row + 1) * size), key, distribution));
  return values;
}

function fill(values: DrawnValues, key: KeyWords, distribution: Distribution): void {
  if (values instanceof Int32Array) {
    permute(values, wordStream(key, purposes.permutation));
    return;
  }
  const words = streamWords(key, purposes[distribution], values.length);
  if (distribution === 'normal')
    for (let at = 0; at < words.length; at++) values[at] = standardNormal(words[at] as number);
  else for (let at = 0; at < words.length; at++) values[at] = unitInterval(words[at] as number);
}
