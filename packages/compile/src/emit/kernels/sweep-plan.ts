import { divisorUpTo } from '../loops/blocks.js';
import { costOf } from '../values/value.js';
import type { Value, Values } from '../values/value.js';
import type { Arranged } from './arranged-reduction.js';
import type { Sweep } from './sweep.js';

const lanes = 4;
/** Vectors that a loop may hold and leave the machine some registers to work with. */
const held = 12;
const mostSums = 8;
/** Longer sums of floats are made of shorter ones: what rounding takes from a sum grows with its number of steps. */
const longSum = 256;

/** Results, or vectors of them, that are made at once: with each go the values that stay while it is made. */
export function sitesOf({ dims, kept, vectorsAlongKept }: Arranged, own: readonly Value[]): number {
  if (!vectorsAlongKept) return lanes;
  const vectors = Math.floor((dims[kept - 1] ?? 1) / lanes);
  const most = Math.max(2, Math.min(mostSums, Math.floor(held / (1 + own.length))));
  return divisorUpTo(vectors, most, Math.ceil(most / 2)) ?? Math.max(1, Math.min(most, vectors));
}

/** Whether the values that stay while some results are made can be held. */
export const canHold = (sites: number, own: readonly Value[]): boolean => sites * (1 + own.length) <= held + 2;

/** How the reduced dimensions are gone through when so many results are made at once. */
export function sweepOf(
  { dims, kept, vectorsAlongKept }: Arranged,
  values: Values,
  sites: number,
  isLong: boolean,
): Sweep {
  const inner = dims.map((size, dim) => ({ dim, size })).slice(kept);
  const width = vectorsAlongKept ? 1 : lanes;
  const full = Math.max(1, Math.floor((inner.at(-1)?.size ?? 1) / width));
  const wanted = sites >= 4 ? 1 : sites >= 2 ? 2 : 4;
  const steps = Math.min(full, costOf(values) > 24 ? 1 : wanted);
  const turns = inner.reduce((product, { size }) => product * size, 1) / width / steps;
  return { dims: inner, width, steps, chunk: isLong && turns > longSum ? Math.round(Math.sqrt(turns)) : 0 };
}
