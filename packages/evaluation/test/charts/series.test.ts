import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outline, sampled, scaleOf, smooth, smoothingWindow } from '../../src/charts/series.js';

const series = (values: readonly number[]): { iteration: number; value: number }[] =>
  values.map((value, iteration) => ({ iteration, value }));
const valuesOf = (points: readonly { readonly value: number }[]): number[] => points.map(({ value }) => value);

const drawn = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 2000 }).map(series);

it('smooths to means that stay within the values and keep a constant', () => {
  fc.assert(
    fc.property(drawn, (points) => {
      const [low, high] = [Math.min(...valuesOf(points)), Math.max(...valuesOf(points))];
      expect(smooth(points)).toHaveLength(points.length);
      for (const { value } of smooth(points)) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      }
    }),
    { numRuns: 30 },
  );
});

it('smooths over a centred window', () => {
  const points = series(Array.from({ length: 160 }, (_, i) => (i === 80 ? 5 : 0)));
  expect(smoothingWindow(160)).toBe(5);
  expect(valuesOf(smooth(points)).slice(77, 84)).toEqual([0, 1, 1, 1, 1, 1, 0]);
});

it('leaves out what is not finite', () => {
  expect(valuesOf(smooth(series([1, Number.NaN, 1])))).toEqual([1, 1]);
});

it('thins a long curve but keeps its ends and its outline', () => {
  const points = series(Array.from({ length: 70_000 }, (_, i) => Math.sin(i) + (i === 31_234 ? 9 : 0)));
  expect(outline(points).length).toBeLessThanOrEqual(600);
  expect(Math.max(...valuesOf(outline(points)))).toBe(points[31_234]?.value);
  const few = sampled(points);
  expect(few).toHaveLength(300);
  expect([few[0], few.at(-1)]).toEqual([points[0], points.at(-1)]);
  const iterations = outline(points).map(({ iteration }) => iteration);
  expect(iterations).toEqual(iterations.toSorted((left, right) => left - right));
});

it('scales by decades only where values span some and are positive', () => {
  expect(scaleOf(series([1, 100]))).toBe('log');
  expect(scaleOf(series([1, 3]))).toBe('linear');
  expect(scaleOf(series([0, 100]))).toBe('linear');
});
