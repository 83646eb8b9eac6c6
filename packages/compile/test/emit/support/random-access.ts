import type { DType, Values } from '../../../src/graph/node.js';
import type { Access, Buffer } from '../../../src/plan/plan.js';
import type { Chooser } from './choose.js';

export const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 18];

/** Sizes of a loop, so that there are few places in all. */
export function randomDims(choose: Chooser, rank: number, most = 2000): number[] {
  const dims = Array.from({ length: rank }, () => choose.of(sizes));
  while (dims.reduce((a, b) => a * b, 1) > most) dims[dims.indexOf(Math.max(...dims))] = 2;
  if (rank > 0 && choose.chance(0.1)) dims[choose.below(rank)] = choose.of([40, 67, 100]);
  return dims;
}

let count = 0;
export const bufferOf = (size: number, dtype: DType): Buffer => ({ id: count++, shape: [size], dtype, size });

/** An access that some dimensions walk in any order, backwards, or with gaps; others not at all. */
export function randomAccess(choose: Chooser, dims: readonly number[], dtype: DType, mayStay = true): Access {
  const order = [...dims.keys()];
  if (choose.chance(0.4)) order.sort(() => choose.below(3) - 1);
  const strides = dims.map(() => 0);
  let stride = choose.chance(0.15) ? 2 : 1;
  let offset = choose.chance(0.3) ? choose.below(5) : 0;
  for (const dim of order.reverse()) {
    const size = dims[dim] as number;
    if (size === 1 || (mayStay && choose.chance(0.25))) continue;
    const backwards = mayStay && choose.chance(0.12);
    strides[dim] = backwards ? -stride : stride;
    if (backwards) offset += stride * (size - 1);
    stride *= size;
    if (choose.chance(0.1)) stride += choose.below(3);
  }
  const last = dims.reduce((sum, size, dim) => sum + Math.max(0, strides[dim] as number) * (size - 1), offset);
  return { buffer: bufferOf(last + 1 + choose.below(3), dtype), offset, strides };
}

const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, 2.5, -3.5, 1e-40, 3e38];

/** Elements: any numbers, or whole ones of which sums are exact. */
export function randomValues(choose: Chooser, { size, dtype }: Buffer, whole: boolean): Values {
  if (dtype === 'bool') return Int32Array.from({ length: size }, () => choose.below(2));
  if (dtype === 'int32') return Int32Array.from({ length: size }, () => choose.below(21) - 10);
  if (whole) return Float32Array.from({ length: size }, () => choose.below(9) - 4);
  return Float32Array.from({ length: size }, () =>
    choose.chance(0.1) ? choose.of(special) : (choose.below(2001) - 1000) / 128,
  );
}
