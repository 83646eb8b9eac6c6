import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { median, ratios, spreadOf } from '../../src/statistics/spread.js';

const times = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 9 });

test.prop([times])('half of the values are at most the median, half at least', (values) => {
  const middle = median(values);
  expect(values.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(values.length);
  expect(values.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(values.length);
});

test('an even number of values has the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test.prop([times])('the median lies between the ends', (values) => {
  const { median: middle, min, max } = spreadOf(values);
  expect(min).toBeLessThanOrEqual(middle);
  expect(middle).toBeLessThanOrEqual(max);
  expect(values).toContain(min);
});

test.prop([times, fc.double({ min: 0.1, max: 100, noNaN: true })])(
  'what slows both sides down alike leaves the ratios',
  (values, factor) => {
    const theirs = values.map((value) => value * factor);
    for (const ratio of ratios(theirs, values)) expect(ratio).toBeCloseTo(factor, 8);
  },
);

test('a side with fewer repetitions is compared in those', () => {
  expect(ratios([10, 20, 30], [5, 5])).toEqual([2, 4]);
  expect(ratios([10], [5, 5])).toEqual([2]);
});
