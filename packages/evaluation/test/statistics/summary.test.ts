import { seed } from '@innerloop/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../src/index.js';

describe('summarize', () => {
  it('gives the interval that one computes by hand', () => {
    // mean 5; squares 9 + 1 + 1 + 9 = 20; variance 20 / 3; 1.96 · √(20 / 3) / √4
    const { mean, std, ci95, count } = summarize([2, 4, 6, 8]);
    expect(mean).toBe(5);
    expect(std).toBeCloseTo(2.581988897, 8);
    expect(ci95).toBeCloseTo(2.530349119, 8);
    expect(count).toBe(4);
  });

  it('covers the truth in 95 % of repetitions', () => {
    const next = seed(5).numbers();
    const repetitions = 2000;
    const covered = Array.from({ length: repetitions }, () => summarize(Array.from({ length: 60 }, next))).filter(
      ({ mean, ci95 }) => Math.abs(mean - 0.5) <= ci95,
    );
    // t instead of the normal costs a little at n = 60: 94.5 %. Three standard deviations of 2000 repetitions are 1.5 %.
    expect(covered.length / repetitions).toBeGreaterThan(0.93);
    expect(covered.length / repetitions).toBeLessThan(0.96);
  });

  it('moves with the values and scales with their unit', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 10, noNaN: true }), (drawn, factor) => {
        const [plain, moved] = [summarize(drawn), summarize(drawn.map((value) => factor * value + 7))];
        expect(moved.mean).toBeCloseTo(factor * plain.mean + 7, 6);
        expect(moved.ci95).toBeCloseTo(factor * plain.ci95, 6);
      }),
    );
  });
});
