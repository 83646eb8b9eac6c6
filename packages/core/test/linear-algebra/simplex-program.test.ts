import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/engine/use-backend.js';
import { projectOnSimplex } from '../../src/linear-algebra/simplex-projection.js';
import { simplexProgram } from '../../src/linear-algebra/simplex-program.js';
import { derivatives, distance, numbersFrom } from '../gradients/finite-differences.js';

beforeAll(() => useBackend('cpu'));

/** The projection by sorting, in double precision. */
function sortedProjection(v: readonly number[], total: number): number[] {
  const sorted = [...v].sort((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  sorted.forEach((value, at) => {
    sum += value;
    const candidate = (sum - total) / (at + 1);
    if (value > candidate) threshold = candidate;
  });
  return v.map((value) => Math.max(value - threshold, 0));
}

const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }).map(Math.fround), { minLength: 1, maxLength: 8 });

describe('projectOnSimplex', () => {
  test.prop([numbers, fc.constantFrom(0.1, 1, 7)])('equals the projection by sorting', (v, total) => {
    const found = tf.tidy(() => [...projectOnSimplex(tf.tensor2d([v]), total).dataSync()]);
    sortedProjection(v, total).forEach((value, at) => expect(found[at]).toBeCloseTo(value, 4));
  });

  it('has ties', () => {
    expect([...projectOnSimplex(tf.tensor2d([[1, 1, 1, -9]]), 3).dataSync()]).toEqual([1, 1, 1, 0]);
  });
});

interface Case {
  readonly quadratic: Tensor;
  readonly linear: Tensor;
  readonly total: number;
}

/** A Gram matrix of features of some length with a ridge, as heads have it. */
function caseOf([tasks, n, k]: readonly [number, number, number], size: number, seed: number): Case {
  const random = numbersFrom(seed);
  const z = tf.mul(random([tasks, n, 6]), size);
  return { quadratic: tf.add(tf.matMul(z, z, false, true), tf.eye(n)), linear: random([tasks, n, k]), total: 0.3 };
}

/** How far a point is from where a step of projected gradient leads: zero at the minimum alone. In double precision. */
function residual({ quadratic, linear, total }: Case, found: Tensor): number {
  const [k, g, u] = [quadratic, linear, found].map((x) => x.arraySync() as number[][][]) as [
    number[][][],
    number[][][],
    number[][][],
  ];
  const rows = u.flatMap((task, t) =>
    task.map((row, i) => {
      const moved = row.map((value, m) => {
        const slope = task.reduce((sum, other, j) => sum + k[t]![i]![j]! * other[m]!, g[t]![i]![m]!);
        return value - slope / k[t]![i]![i]!;
      });
      return sortedProjection(moved, total).map((value, m) => Math.abs(value - row[m]!));
    }),
  );
  return Math.max(...rows.flat());
}

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 5 }),
);

describe('simplexProgram', () => {
  test.prop([shapes, fc.constantFrom(0.3, 1, 4), fc.nat(9999)], { numRuns: 15 })(
    'finds the minimum: rows are in the simplex and the KKT residual is below 1e-4',
    (shape, size, seed) => {
      tf.tidy(() => {
        const program = caseOf(shape, size, seed);
        const found = simplexProgram(program);
        expect(found.shape).toEqual(program.linear.shape);
        expect(tf.min(found).dataSync()[0]).toBeGreaterThan(-1e-5);
        const sums = tf.sub(tf.sum(found, -1), program.total);
        expect(tf.max(tf.abs(sums)).dataSync()[0]).toBeLessThan(1e-5);
        expect(residual(program, found)).toBeLessThan(1e-4);
      });
    },
  );

  it.each([
    ['few long features', [2, 25, 5], 4],
    ['many classes', [1, 20, 10], 2],
    ['long features', [2, 10, 5], 20],
  ] as const)('finds it for %s, which condition the program badly', (_name, shape, size) => {
    tf.tidy(() => {
      const program = caseOf(shape, size, 3);
      const found = simplexProgram(program);
      expect(tf.min(found).dataSync()[0]).toBeGreaterThan(-1e-4);
      expect(residual(program, found)).toBeLessThan(1e-4);
    });
  });

  it('with some entries at zero and some not: the cases are not trivial', () => {
    tf.tidy(() => {
      const zeros = tf.mean(tf.cast(tf.equal(simplexProgram(caseOf([3, 10, 4], 1, 5)), 0), 'float32'));
      expect(zeros.dataSync()[0]).toBeGreaterThan(0.2);
      expect(zeros.dataSync()[0]).toBeLessThan(0.8);
    });
  });

  it.each([1, 2])('has the derivatives of order %i of the minimum found anew', (order) => {
    const { linear } = caseOf([2, 4, 3], 1, 3);
    const f = (z: Tensor, g: Tensor): Tensor =>
      tf.square(simplexProgram({ quadratic: tf.add(tf.matMul(z, z, false, true), tf.eye(4)), linear: g, total: 0.5 }));
    const z = numbersFrom(8)([2, 4, 3]);
    expect(distance(derivatives(f, [z, linear], order, 2e-3))).toBeLessThan(1e-2);
  });

  it('has a gradient that does not depend on how long the zeros were looked for', () => {
    const gradient = (iterations: number): Float32Array =>
      tf.tidy(() => {
        const { quadratic, linear, total } = caseOf([2, 5, 3], 1, 4);
        const value = (k: Tensor): Tensor =>
          tf.sum(tf.square(simplexProgram({ quadratic: k, linear, total, iterations })));
        return tf.grad(value)(quadratic).dataSync() as Float32Array;
      });
    expect([...gradient(200)]).toEqual([...gradient(60)]);
  });

  it('refuses a total, iterations and shapes that are none', () => {
    const { quadratic, linear } = caseOf([1, 2, 2], 1, 1);
    expect(() => simplexProgram({ quadratic, linear, total: 0 })).toThrow('simplexProgram: total must be a positive');
    expect(() => simplexProgram({ quadratic, linear, total: 1, iterations: 0 })).toThrow('got 1 and 0');
    expect(() => simplexProgram({ quadratic, linear: tf.zeros([1, 3, 2]), total: 1 })).toThrow(
      '[1, 2, 2] and [1, 3, 2]',
    );
  });
});
