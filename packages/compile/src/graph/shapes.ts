import type { Shape } from '@innerloop/core';
import { InnerloopError } from '@innerloop/core';

export const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** Strides, in elements, of a contiguous tensor; an axis of one place has stride 0. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    strides[axis] = size === 1 ? 0 : stride;
    stride *= size;
  }
  return strides;
}

/** The shape that all broadcast to, axes aligned at the last one. */
export function broadcastShapes(shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((length) => length !== 1) ?? 1;
    if (sizes.some((length) => length !== 1 && length !== size)) {
      throw new InnerloopError(
        `compile: shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} do not broadcast.`,
      );
    }
    return size;
  });
}

/** Axes counted from the front; all of them where none is named. */
export function axesOf(axis: number | readonly number[] | null | undefined, rank: number): number[] {
  const named = axis === null || axis === undefined ? Array.from({ length: rank }, (_, i) => i) : [axis].flat();
  return [...new Set(named.map((at) => (at < 0 ? at + rank : at)))].sort((a, b) => a - b);
}

/** The shape with these axes at one place. */
export const withOnes = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

/** The sizes that are not one: what two shapes share when only axes of one place tell them apart. */
export const properSizes = (shape: Shape): number[] => shape.filter((size) => size !== 1);
