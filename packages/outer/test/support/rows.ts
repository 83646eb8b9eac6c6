import type { Tensor } from '@innerloop/core';
import { expect } from 'vitest';

/** Numbers in (−1, 1) from a counter: no two tests share state. */
export function numbers(count: number, seed: number): number[] {
  let state = (seed * 2654435761) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0) / 2 ** 31 - 1) * 0.9;
  });
}

/** Expects of all entries that they are near these, in order. */
export function expectEntries(found: Tensor, wanted: readonly number[], digits = 5): void {
  const values = [...found.dataSync()];
  expect(values).toHaveLength(wanted.length);
  wanted.forEach((value, at) => expect(values[at]).toBeCloseTo(value, digits));
}
