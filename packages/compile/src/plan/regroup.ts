import type { Shape } from '@innerloop/core';

/** Axes of two shapes of equal size that hold the same elements: as few as possible a group. Axes of one place are in none. */
export interface AxisGroup {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const proper = (shape: Shape): number[] => shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));

/** Takes a reshape apart into groups of axes. Both shapes have the same, positive, size. */
export function regroup(from: Shape, to: Shape): AxisGroup[] {
  const [left, right] = [proper(from), proper(to)];
  const groups: AxisGroup[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const group = { from: [left[i++] as number], to: [right[j++] as number] };
    let [a, b] = [from[group.from[0] as number] as number, to[group.to[0] as number] as number];
    while (a !== b) {
      if (a < b) {
        const axis = left[i++] as number;
        group.from.push(axis);
        a *= from[axis] as number;
      } else {
        const axis = right[j++] as number;
        group.to.push(axis);
        b *= to[axis] as number;
      }
    }
    groups.push(group);
  }
  return groups;
}
