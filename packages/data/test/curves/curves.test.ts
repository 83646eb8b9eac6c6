import type { SampleRequest } from '@innerloop/core';
import { seed } from '@innerloop/core';
import { distributionLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { gaussianProcess, harmonics, polynomials } from '../../src/index.js';
import type { CurveSource } from '../../src/index.js';
import { values } from '../values.js';

const request = (number: number, tasks: number): SampleRequest => ({ seed: seed(number), tasks, params: {} });
const rows = { support: 4, query: 3 };
const size = { shots: 4, queries: 3 };
const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const at = (list: readonly number[], index: number): number => list[index] as number;

distributionLaws('gaussianProcess', { distribution: gaussianProcess({ ...size, lengthScale: [0.1, 0.6] }), rows });
distributionLaws('harmonics', { distribution: harmonics(size), rows });
distributionLaws('polynomials', { distribution: polynomials(size), rows });
distributionLaws('polynomials that are told', { distribution: polynomials({ ...size, told: true }), rows });

describe('gaussianProcess', () => {
  it('has the covariance of its kernel between support and query, noise on the diagonal alone', async () => {
    const options = { shots: 1, queries: 1, noise: 0.3, lengthScale: [0.7, 0.7], deviation: [1.5, 1.5] } as const;
    const { support, query } = values(await gaussianProcess(options).sample(request(3, 20_000)));
    const kernels = support.x.map((x, i) => 2.25 * Math.exp(-0.5 * ((x - at(query.x, i)) / 0.7) ** 2));
    const products = support.y.map((y, i) => y * at(query.y, i));
    expect(mean(query.y.map((y) => y * y))).toBeCloseTo(2.25 + 0.09, 1);
    expect(Math.abs(mean(products.map((product, i) => product - at(kernels, i))))).toBeLessThan(0.05);
    // Weighted by the kernel, another length scale would show.
    const weighted = mean(products.map((product, i) => product * at(kernels, i)));
    expect(weighted / mean(kernels.map((k) => k * k))).toBeCloseTo(1, 1);
  });

  it('is smooth: near points of a curve differ by little more than the noise', async () => {
    const { support } = values(await gaussianProcess({ shots: 200, queries: 1 }).sample(request(5, 1)));
    const points = support.x.map((x, i) => [x, at(support.y, i)] as const).sort(([a], [b]) => a - b);
    const gaps = points.slice(1).map(([x, y], i) => {
      const [before, value] = points[i] as readonly [number, number];
      return (y - value) ** 2 / (2 * 0.02 ** 2 + ((x - before) / 0.4) ** 2);
    });
    expect(mean(gaps)).toBeGreaterThan(0.5);
    expect(mean(gaps)).toBeLessThan(2.5);
  });

  it('draws the number of points for each batch from its range, every number of it', async () => {
    const source = gaussianProcess();
    expect(source.size).toEqual({ ways: 1, shots: 9, queries: 9 });
    const sizes = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const { support, query } = await source.sample(request(i, 2));
        return [support.x.shape[1] as number, query.y.shape[1] as number] as const;
      }),
    );
    expect([...new Set(sizes.map(([shots]) => shots))].sort()).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect([...new Set(sizes.map(([, queries]) => queries))].sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('harmonics', () => {
  it('has its points on sums of sines of one frequency', async () => {
    const options = { terms: 1, frequency: [6, 6], noise: 0, ...size } as const;
    const { support, query } = values(await harmonics(options).sample(request(1, 1)));
    const [sin, cos] = solved(support.x.slice(0, 2), support.y);
    query.x.forEach((x, i) => expect(sin * Math.sin(6 * x) + cos * Math.cos(6 * x)).toBeCloseTo(at(query.y, i), 2));
  });

  it('has K amplitude² / 2 + noise² as the mean square', async () => {
    const options = { terms: 3, amplitude: 2, noise: 1, shots: 1, queries: 1 };
    const { query } = values(await harmonics(options).sample(request(2, 20_000)));
    expect(Math.abs(mean(query.y.map((y) => y * y)) - 7)).toBeLessThan(0.3);
  });

  it('looks at each task around a centre of its own', async () => {
    const { support } = values(await harmonics({ shots: 50, spread: 0.1, queries: 1 }).sample(request(2, 2)));
    const [one, other] = [support.x.slice(0, 50), support.x.slice(50)];
    expect(Math.max(...one.map((x) => Math.abs(x - mean(one))))).toBeLessThan(0.6);
    expect(Math.abs(mean(one) - mean(other))).toBeGreaterThan(0.6);
  });
});

describe('polynomials', () => {
  it('has all points of a task on one cubic, that of its first four', async () => {
    const { support, query } = values(await polynomials(size).sample(request(4, 1)));
    query.x.forEach((x, i) => expect(interpolated(support.x, support.y, x)).toBeCloseTo(at(query.y, i), 2));
  });

  it('tells an oracle the coefficients', async () => {
    const { query } = await polynomials({ ...size, degree: 2, told: true }).sample(request(4, 2));
    expect(query.x.shape).toEqual([2, 3, 4]);
    const [y] = query.y.arraySync() as number[][][];
    (query.x.arraySync() as number[][][])[0]?.forEach(([x = 0, a = 0, b = 0, c = 0], i) =>
      expect(a + b * x + c * x * x).toBeCloseTo(y?.[i]?.[0] as number, 4),
    );
  });
});

describe('sources of curves', () => {
  const sources: readonly (readonly [string, (options: object) => CurveSource])[] = [
    ['gaussianProcess', gaussianProcess],
    ['harmonics', harmonics],
    ['polynomials', polynomials],
  ];

  it.each(sources)(
    '%s keeps the first points when fewer shots are asked for, whatever the queries',
    async (_, make) => {
      const source = make({ shots: 6, queries: 2 });
      const few = values(await (await source.open('test', { shots: 3, queries: 5 })).sample(request(1, 1)));
      const many = values(await source.sample(request(1, 1)));
      expect(few.support.x).toEqual(many.support.x.slice(0, 3));
      expect(few.support.y).toEqual(many.support.y.slice(0, 3));
    },
  );

  it.each(sources)('%s says which option is wrong', (name, make) => {
    expect(() => make({ shots: [5, 2] })).toThrow(
      `${name}: shots must be a whole number of at least 0, or [least, most]`,
    );
    expect(() => make({ queries: 0 })).toThrow(`${name}: queries must be a whole number of at least 1`);
    expect(() => make({ shots: 1 }).open('test', { ways: 3 })).toThrow('a regression task has ways 1, got 3');
  });

  it('refuses settings of no curve', () => {
    expect(() => gaussianProcess({ noise: 0 })).toThrow(
      'gaussianProcess: noise must be a positive finite number, got 0.',
    );
    expect(() => gaussianProcess({ lengthScale: [0, 1] })).toThrow('two finite numbers in order, above 0, got [0, 1].');
    expect(() => harmonics({ terms: 1.5 })).toThrow('harmonics: terms must be a whole number of at least 1, got 1.5.');
    expect(() => harmonics({ spread: -1 })).toThrow('harmonics: spread must be a finite number of at least 0, got -1.');
    expect(() => polynomials({ degree: -1 })).toThrow('polynomials: degree must be a whole number of at least 0');
    expect(() => polynomials({ range: [3, -3] })).toThrow(
      'polynomials: range must be two finite numbers in order, got',
    );
  });
});

/** The factors of sin 6x and cos 6x that two points leave. */
function solved(x: readonly number[], y: readonly number[]): readonly [number, number] {
  const [a, b] = x.map((value) => [Math.sin(6 * value), Math.cos(6 * value)] as const) as [
    readonly [number, number],
    readonly [number, number],
  ];
  const determinant = a[0] * b[1] - a[1] * b[0];
  return [(at(y, 0) * b[1] - at(y, 1) * a[1]) / determinant, (at(y, 1) * a[0] - at(y, 0) * b[0]) / determinant];
}

/** Lagrange's polynomial through all points, at `where`. */
const interpolated = (x: readonly number[], y: readonly number[], where: number): number =>
  x.reduce(
    (sum, own, i) =>
      sum +
      at(y, i) * x.reduce((product, other, j) => (i === j ? product : (product * (where - other)) / (own - other)), 1),
    0,
  );
