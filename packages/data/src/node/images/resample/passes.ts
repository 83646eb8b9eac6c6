import type { OpaqueRaster } from '../raster.js';
import type { Taps } from './taps.js';
import { precision } from './taps.js';

const HALF = 1 << (precision - 1);

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
  const [stride, step] = [width * channels, size * channels];
  for (let y = top, to = 0; y < bottom; y += 1, to += step) {
    const from = y * stride;
    if (y > top && sameAsAbove(pixels, from, stride)) made.copyWithin(to, to - step, to);
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

/** Resamples the columns; the picture has the rows from `top` on only. */
export function downColumns(source: OpaqueRaster, taps: Taps, top: number): OpaqueRaster {
  const { width, channels, pixels } = source;
  const { first, count, weights } = taps;
  const stride = width * channels;
  const made = new Uint8Array(stride * first.length);
  const sums = new Int32Array(stride);
  for (let y = 0; y < first.length; y += 1) {
    sums.fill(HALF);
    for (let t = 0; t < (count[y] as number); t += 1) {
      const weight = weights[y * taps.width + t] as number;
      const from = ((first[y] as number) + t - top) * stride;
      for (let x = 0; x < stride; x += 1)
        sums[x] = ((sums[x] as number) + Math.imul(pixels[from + x] as number, weight)) | 0;
    }
    for (let x = 0; x < stride; x += 1) made[y * stride + x] = byteOf(sums[x] as number);
  }
  return { width, height: first.length, channels, pixels: made };
}
