import type { OpaqueRaster } from '../raster.js';
import { strokesOnGround } from './strokes.js';
import type { Taps } from './taps.js';
import { HALF, precision } from './taps.js';

/** Whole units of a sum, brought into a byte. */
const byteOf = (sum: number): number => {
  const value = sum >> precision;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** Resamples the rows from `top` to `bottom`. A row that equals the one above it, as paper does, is made once. */
export function acrossRows(source: OpaqueRaster, taps: Taps, [top, bottom]: readonly [number, number]): OpaqueRaster {
  const { width, channels, pixels } = source;
  const size = taps.first.length;
  const made = new Uint8Array(size * channels * (bottom - top));
  const resampleRow = channels === 1 ? greyRow : colourRow;
  const sums = new Int32Array(size);
  const [stride, step] = [width * channels, size * channels];
  for (let y = top, to = 0; y < bottom; y += 1, to += step) {
    const from = y * stride;
    if (y > top && sameAsAbove(pixels, from, stride)) made.copyWithin(to, to - step, to);
    else if (channels === 1 && strokesOnGround(pixels, from, taps, sums)) toBytes(sums, made, to);
    else resampleRow(pixels, from, taps, made, to);
  }
  return { width: size, height: bottom - top, channels, pixels: made };
}

function sameAsAbove(pixels: Uint8Array, from: number, stride: number): boolean {
  for (let at = from; at < from + stride; at += 1) if (pixels[at] !== pixels[at - stride]) return false;
  return true;
}

function greyRow(pixels: Uint8Array, from: number, taps: Taps, made: Uint8Array, to: number): void {
  const { first, count, weights, width } = taps;
  for (let x = 0; x < first.length; x += 1) {
    let sum = HALF;
    const [start, tap] = [from + (first[x] as number), x * width];
    for (let t = 0; t < (count[x] as number); t += 1)
      sum = (sum + Math.imul(pixels[start + t] as number, weights[tap + t] as number)) | 0;
    made[to + x] = byteOf(sum);
  }
}

function colourRow(pixels: Uint8Array, from: number, taps: Taps, made: Uint8Array, to: number): void {
  const { first, count, weights, width } = taps;
  for (let x = 0; x < first.length; x += 1) {
    let [red, green, blue] = [HALF, HALF, HALF];
    let at = from + 3 * (first[x] as number);
    const end = x * width + (count[x] as number);
    for (let tap = x * width; tap < end; tap += 1, at += 3) {
      const weight = weights[tap] as number;
      red = (red + Math.imul(pixels[at] as number, weight)) | 0;
      green = (green + Math.imul(pixels[at + 1] as number, weight)) | 0;
      blue = (blue + Math.imul(pixels[at + 2] as number, weight)) | 0;
    }
    made[to + 3 * x] = byteOf(red);
    made[to + 3 * x + 1] = byteOf(green);
    made[to + 3 * x + 2] = byteOf(blue);
  }
}

function toBytes(sums: Int32Array, made: Uint8Array, to: number): void {
  for (let x = 0; x < sums.length; x += 1) made[to + x] = byteOf(sums[x] as number);
}

/**
 * Resamples the columns; the picture has the rows from `top` on only.
 *
 * Sums begin with what the first pixel would make of the whole picture, and rows add their difference from it: rows of that pixel alone, as
 * paper has them, add nothing. The sums are the same whole numbers as those over all taps.
 */
export function downColumns(source: OpaqueRaster, taps: Taps, top: number): OpaqueRaster {
  const { width, channels, pixels } = source;
  const { first, count, weights, total } = taps;
  const stride = width * channels;
  const made = new Uint8Array(stride * first.length);
  const sums = new Int32Array(stride);
  const ground = pixels[0] as number;
  const blank = blankRows(pixels, stride, ground);
  for (let y = 0; y < first.length; y += 1) {
    const [row, tap] = [(first[y] as number) - top, y * taps.width];
    sums.fill((HALF + Math.imul(ground, total[y] as number)) | 0);
    const end = count[y] as number;
    for (let t = 0; t < end;) {
      if (blank[row + t] === 1) t += 1;
      else if (t + 4 <= end) {
        addFour(pixels, (row + t) * stride, weights, tap + t, sums, ground);
        t += 4;
      } else {
        addOne(pixels, (row + t) * stride, weights[tap + t] as number, sums, ground);
        t += 1;
      }
    }
    toBytes(sums, made, y * stride);
  }
  return { width, height: first.length, channels, pixels: made };
}

/** 1 for each row that is of one value alone. */
function blankRows(pixels: Uint8Array, stride: number, value: number): Uint8Array {
  const blank = new Uint8Array(pixels.length / stride);
  for (let row = 0; row < blank.length; row += 1) {
    const end = (row + 1) * stride;
    let at = row * stride;
    while (at < end && pixels[at] === value) at += 1;
    if (at === end) blank[row] = 1;
  }
  return blank;
}

function addOne(pixels: Uint8Array, from: number, weight: number, sums: Int32Array, ground: number): void {
  for (let x = 0; x < sums.length; x += 1)
    sums[x] = ((sums[x] as number) + Math.imul((pixels[from + x] as number) - ground, weight)) | 0;
}

/** Four rows at once: the sums are then read and written a quarter as often. */
function addFour(
  pixels: Uint8Array,
  from: number,
  weights: Int32Array,
  tap: number,
  sums: Int32Array,
  ground: number,
): void {
  const stride = sums.length;
  const [a, b] = [weights[tap] as number, weights[tap + 1] as number];
  const [c, d] = [weights[tap + 2] as number, weights[tap + 3] as number];
  const less = Math.imul(ground, a + b + c + d);
  for (let x = 0, at = from; x < stride; x += 1, at += 1) {
    const upper = Math.imul(pixels[at] as number, a) + Math.imul(pixels[at + stride] as number, b);
    const lower = Math.imul(pixels[at + 2 * stride] as number, c) + Math.imul(pixels[at + 3 * stride] as number, d);
    sums[x] = ((sums[x] as number) + upper + lower - less) | 0;
  }
}
