import { fromByteArray } from 'base64-js';
import { extentOf } from '../charts/extent.js';

/** An 8-bit image, rows first, channels last. Plain JSON. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 or 3. */
  readonly channels: number;
  /** Bytes in base64: 28 × 28 pixels take a kilobyte. */
  readonly bytes: string;
}

/** An image of numbers as bytes: [0, 1] is black to white; values outside (standardised images) are stretched to their own range. */
export function pixelsOf(values: readonly number[], shape: Omit<Pixels, 'bytes'>): Pixels {
  const [low, high] = extentOf(values);
  const [from, to] = low < 0 || high > 1 ? [low, high] : [0, 1];
  const bytes = Uint8Array.from(values, (value) => Math.round((255 * (value - from)) / (to - from || 1)));
  return { ...shape, bytes: fromByteArray(bytes) };
}
