import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { disagreements, tolerance } from '../../src/statistics/agreement.js';

const guard = (loss: number, gradientNorm: number) => ({ loss, gradientNorm });
const positive = fc.double({ min: 0.01, max: 100, noNaN: true });

test.prop([
  positive,
  positive,
  fc.integer({ min: 3, max: 9 }),
  fc.nat(),
  fc.double({ min: 0.01, max: 10, noNaN: true }),
])('the one that differs is found, by its loss or by its gradient', (loss, norm, count, place, off) => {
  const odd = place % count;
  const by = (of: (factor: number) => ReturnType<typeof guard>): readonly number[] =>
    disagreements(Array.from({ length: count }, (_, i) => of(i === odd ? 1 + off : 1)));
  for (const found of [by((f) => guard(loss * f, norm)), by((f) => guard(loss, norm * f))]) {
    found.forEach((value, i) => expect(value > tolerance).toBe(i === odd));
  }
});

test('rounding is no disagreement', () => {
  expect(Math.max(...disagreements([guard(1.0744624, 3.006265), guard(1.0744624, 3.006271)]))).toBeLessThan(tolerance);
});

test('NaN disagrees, zeros agree, who has nothing to compare is left alone', () => {
  expect(disagreements([guard(1, 1), guard(1, Number.NaN), guard(1, 1), undefined])).toEqual([0, Infinity, 0, 0]);
  expect(disagreements([guard(0, 0), guard(0, 0)])).toEqual([0, 0]);
});
