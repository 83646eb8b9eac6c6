import type { Taps } from './taps.js';
import { HALF } from './taps.js';

/**
 * A grey row in which most pixels are alike, as paper with thin strokes: the sums begin with what the first pixel would make of the whole row,
 * and pixels that differ from it add their difference. The sums are the same whole numbers as those over all taps.
 *
 * @returns false if more than half of the pixels differ; the sums are then of no use
 */
export function strokesOnGround(pixels: Uint8Array, from: number, taps: Taps, sums: Int32Array): boolean {
  const { user, userEnd, byInput, users, total } = taps;
  const length = user.length;
  const ground = pixels[from] as number;
  for (let x = 0; x < sums.length; x += 1) sums[x] = (HALF + Math.imul(ground, total[x] as number)) | 0;
  let left = length >> 1;
  for (let input = 0; input < length; input += 1) {
    const pixel = pixels[from + input] as number;
    if (pixel === ground) continue;
    if (left === 0) return false;
    left -= 1;
    const difference = pixel - ground;
    const end = userEnd[input] as number;
    for (let x = user[input] as number, at = input * users; x < end; x += 1, at += 1)
      sums[x] = ((sums[x] as number) + Math.imul(difference, byInput[at] as number)) | 0;
  }
  return true;
}
