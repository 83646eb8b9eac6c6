import type { Shape } from '@innerloop/core';

/** Strides of a contiguous tensor, every axis counted. */
export function fullStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

/** Calls `visit` with every place of a shape, in the order of memory. */
export function forEachPlace(shape: Shape, visit: (place: readonly number[], flat: number) => void): void {
  const size = shape.reduce((product, length) => product * length, 1);
  const place = new Array<number>(shape.length).fill(0);
  for (let flat = 0; flat < size; flat++) {
    visit(place, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] as number) + 1;
      if ((place[axis] as number) < (shape[axis] as number)) break;
      place[axis] = 0;
    }
  }
}

/** Where a tensor of this shape, broadcast to `rank` axes, has its element for a place. */
export function offsetsOf(shape: Shape, rank: number): (place: readonly number[]) => number {
  const full = fullStrides(shape);
  const strides = Array.from({ length: rank }, (_, axis) => {
    const own = axis - rank + shape.length;
    return own < 0 || shape[own] === 1 ? 0 : (full[own] as number);
  });
  return (place) => {
    let offset = 0;
    for (let axis = 0; axis < rank; axis++) offset += (place[axis] as number) * (strides[axis] as number);
    return offset;
  };
}
