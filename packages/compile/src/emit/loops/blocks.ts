import type { Pointers, Shift } from './pointers.js';

/** Where a vector is computed: steps from where the loops are, and how many of its lanes exist. */
export interface Site {
  readonly shift: Shift;
  readonly lanes: number;
}

/** A dimension taken in blocks of sites, each `width` places wide. */
export interface Blocks {
  readonly dim: number;
  readonly size: number;
  readonly width: number;
  readonly sites: number;
}

export const shifted = (shift: Shift, dim: number, steps: number): Shift =>
  shift.map((at, axis) => (axis === dim ? at + steps : at));

/** Steps along both. */
export const sum = (a: Shift, b: Shift): Shift => a.map((steps, dim) => steps + (b[dim] as number));

/** The largest count up to `most` that leaves no rest, if it is at least `least`. */
export function divisorUpTo(size: number, most: number, least: number): number | undefined {
  for (let count = Math.min(most, size); count >= least; count--) if (size % count === 0) return count;
  return undefined;
}

/** Runs the body for each block of a dimension, then for what is left; everything is then where it was. */
export function alongBlocks(
  pointers: Pointers,
  rank: number,
  { dim, size, width, sites }: Blocks,
  body: (sites: readonly Site[]) => void,
): void {
  const origin: Shift = new Array<number>(rank).fill(0);
  const full = Math.floor(size / width);
  const some = (count: number): Site[] =>
    Array.from({ length: count }, (_, at) => ({ shift: shifted(origin, dim, at * width), lanes: width }));
  const blocks = Math.floor(full / sites);
  const rest = full - blocks * sites;
  const tail = size % width;
  pointers.along(dim, blocks, sites * width, () => body(some(sites)));
  const last = [...some(rest), ...(tail > 0 ? [{ shift: shifted(origin, dim, rest * width), lanes: tail }] : [])];
  if (last.length > 0) body(last);
  pointers.move(dim, -blocks * sites * width);
}
