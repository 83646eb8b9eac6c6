import { sizeOf } from './net.js';
import type { Parameter } from './workload.js';

/**
 * The first value of a leaf: kernels uniform on ±1 / √in, scales near 1, biases and offsets near 0 but not zero, so that
 * a contender that leaves one out shows.
 */
export function firstValue({ name, shape }: Parameter, next: () => number): Float32Array {
  const around = (centre: number, radius: number): Float32Array =>
    Float32Array.from({ length: sizeOf(shape) }, () => centre + radius * (2 * next() - 1));
  if (name.endsWith('/kernel')) return around(0, 1 / Math.sqrt(sizeOf(shape.slice(0, -1))));
  return around(name.endsWith('/scale') ? 1 : 0, 0.1);
}
