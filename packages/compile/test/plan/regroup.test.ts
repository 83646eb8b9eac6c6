import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/graph/shapes.js';
import { regroup } from '../../src/plan/regroup.js';

const factors = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 });

/** Joins neighbours of a list of factors at random: two such lists have the same size. */
const joined = (list: readonly number[], cuts: readonly boolean[]): number[] =>
  list.reduce<number[]>((sizes, factor, at) => {
    if (at === 0 || (cuts[at] ?? true)) return [...sizes, factor];
    return [...sizes.slice(0, -1), (sizes.at(-1) as number) * factor];
  }, []);

describe('regroup', () => {
  it('covers every proper axis once, in order, with groups of equal size', () => {
    fc.assert(
      fc.property(factors, fc.array(fc.boolean()), fc.array(fc.boolean()), (list, left, right) => {
        const [from, to] = [joined(list, left), joined(list, right)];
        const groups = regroup(from, to);
        const proper = (shape: readonly number[]) => [...shape.keys()].filter((axis) => shape[axis] !== 1);
        expect(groups.flatMap((group) => group.from)).toEqual(proper(from));
        expect(groups.flatMap((group) => group.to)).toEqual(proper(to));
        for (const group of groups) {
          expect(sizeOf(group.from.map((axis) => from[axis] as number))).toBe(
            sizeOf(group.to.map((axis) => to[axis] as number)),
          );
        }
      }),
    );
  });

  it('keeps groups as small as they can be', () => {
    expect(regroup([4, 6, 5], [2, 2, 6, 5])).toEqual([
      { from: [0], to: [0, 1] },
      { from: [1], to: [2] },
      { from: [2], to: [3] },
    ]);
    expect(regroup([6, 4], [4, 6])).toEqual([{ from: [0, 1], to: [0, 1] }]);
  });
});
