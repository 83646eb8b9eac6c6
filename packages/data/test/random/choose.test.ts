import { seed } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { choose } from '../../src/random/choose.js';

describe('choose', () => {
  test.prop([fc.nat(), fc.integer({ min: 1, max: 50 }), fc.nat({ max: 50 })])(
    'gives distinct numbers below n',
    (number, n, most) => {
      const count = Math.min(most, n);
      const chosen = choose(seed(number).numbers(), n, count);
      expect(new Set(chosen).size).toBe(count);
      expect(chosen.every((value) => Number.isInteger(value) && value >= 0 && value < n)).toBe(true);
    },
  );

  it('gives every ordered pair equally often', () => {
    const next = seed(5).numbers();
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw += 1) {
      const pair = choose(next, 4, 2).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    const chi2 = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(31.3); // 99.9 % of χ² with 11 degrees of freedom
  });
});
