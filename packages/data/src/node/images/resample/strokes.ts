import type { Taps } from './taps.js';
import { HALF } from './taps.js';

/**
 * A grey row in which most pixels are alike, as paper with thin strokes: the sums begin with what the first pixel would make of the whole row,
 * and pixels that differ from it add their difference. The sums are the same whole numbers as those over all taps.
 *
 * @returns false if more than a quarter of the pixels differ; the sums are then of no use
 */
export function strokesOnGround(pixels: Uint8Array, from: number, taps: Taps, sums: Int32Array): boolean {
  const { user, total } = taps;
  const length = user.length;
  const ground = pixels[from] as number;
  for (let x = 0; x < sums.length; x += 1) sums[x] = (HALF + Math.imul(ground, total[x] as number)) | 0;
  let left = length >> 2;
  for (let input = 0; input < length; input += 1) {
    const difference = (pixels[from + input] as number) - ground;
    if (difference === 0) continue;
    if (left === 0) return false;
    left -= 1;
    addStroke(input, difference, taps, sums);
  }
  return true;
}

function addStroke(input: number, difference: number, taps: Taps, sums: Int32Array): void {
  const { user, userEnd, byInput, users } = taps;
  const [from, end] = [user[input] as number, userEnd[input] as number];
  for (let x = from, at = input * users; x < end; x += 1, at += 1)
    sums[x] = ((sums[x] as number) + Math.imul(difference, byInput[at] as number)) | 0;
}
