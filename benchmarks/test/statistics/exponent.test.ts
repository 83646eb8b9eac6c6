import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { endingExponentOf, exponentOf } from '../../src/statistics/exponent.js';

const power = fc.double({ min: -3, max: 3, noNaN: true });
const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
const sizes = [1, 4, 16, 64, 256];

test.prop([power, factor])('a power law has its exponent, whatever the factor', (p, c) => {
  const points = sizes.map((x) => ({ x, y: c * x ** p }));
  expect(exponentOf(points)).toBeCloseTo(p, 8);
  expect(endingExponentOf(points)).toBeCloseTo(p, 8);
});

test('a cost that does not grow hides the one that does, less so at the end', () => {
  const points = sizes.map((x) => ({ x, y: 10 + x }));
  expect(exponentOf(points)).toBeLessThan(endingExponentOf(points));
  expect(endingExponentOf(points)).toBeLessThan(1);
});

test('the last sizes count, in whatever order they come', () => {
  const points = [1000, 1, 100, 10].map((x) => ({ x, y: x === 1 ? 1e6 : x }));
  expect(endingExponentOf(points)).toBeCloseTo(1, 8);
});

test('no exponent without two sizes; what is not positive does not count', () => {
  expect(exponentOf([{ x: 2, y: 3 }])).toBeNaN();
  expect(exponentOf([])).toBeNaN();
  expect(
    exponentOf([
      { x: 1, y: 0 },
      { x: 2, y: 4 },
      { x: 4, y: 16 },
    ]),
  ).toBeCloseTo(2, 8);
});
