import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { choleskySolve } from '../../src/linear-algebra/cholesky-solve.js';
import { onEveryBackend } from '../gradients/backends.js';
import type { Row } from '../gradients/derivative-table.js';
import { haveTheRightDerivatives } from '../gradients/derivative-table.js';
import { numbersFrom } from '../gradients/finite-differences.js';

/** Positive definite whatever `x` is. */
const gram = (x: Tensor): Tensor => tf.add(tf.matMul(x, x, true), tf.eye(x.shape.at(-1) as number));

const rows: readonly Row[] = [
  ['a system', (x, b) => choleskySolve(gram(x), b), [[3, 3], [3, 2]], 3],
  ['systems of a batch', (x, b) => choleskySolve(gram(x), b), [[2, 4, 3], [2, 3, 2]], 3],
  ['the right-hand side alone', (b) => choleskySolve(tf.mul(tf.eye(3), 2), b), [[3, 2]], 2],
  ['a matrix that is not symmetric', (a, b) => choleskySolve(tf.add(a, tf.mul(tf.eye(3), 3)), b), [[3, 3], [3, 1]], 3],
  ['the matrix in both places', (x) => choleskySolve(gram(x), x), [[3, 3]], 2],
]; // prettier-ignore

describe('choleskySolve of', () => haveTheRightDerivatives(rows));

onEveryBackend((start) => {
  beforeAll(start);

  test.prop(
    [fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 5 }), fc.nat(999)],
    {
      numRuns: 25,
    },
  )('solves: the matrix times the solution is the right-hand side', (batch, n, m, seed) => {
    tf.tidy(() => {
      const random = numbersFrom(seed);
      const [a, b] = [gram(random([batch, n + 2, n])), random([batch, n, m])];
      const residual = tf.max(tf.abs(tf.sub(tf.matMul(a, choleskySolve(a, b)), b)));
      expect(residual.dataSync()[0]).toBeLessThan(1e-5);
    });
  });

  it('counts the symmetric part of a matrix', () => {
    tf.tidy(() => {
      const [a, b] = [tf.tensor2d([[4, 3], [-1, 2]]), tf.tensor2d([[1], [2]])]; // prettier-ignore
      const symmetric = tf.tensor2d([[4, 1], [1, 2]]); // prettier-ignore
      expect([...choleskySolve(a, b).dataSync()]).toEqual([...choleskySolve(symmetric, b).dataSync()]);
    });
  });

  it('is NaN where a matrix of the batch is not positive definite, and right for the others', () => {
    tf.tidy(() => {
      const a = tf.tensor3d([[[1, 2], [2, 1]], [[2, 0], [0, 4]]]); // prettier-ignore
      const found = choleskySolve(a, tf.ones([2, 2, 1])).dataSync();
      expect([...found.slice(0, 2)].some(Number.isNaN)).toBe(true);
      expect(found[2]).toBeCloseTo(0.5, 6);
      expect(found[3]).toBeCloseTo(0.25, 6);
    });
  });

  it('takes batches of any axes, empty ones, and integers', () => {
    tf.tidy(() => {
      const unit = tf.mul(tf.eye(3), 2);
      for (const batch of [[], [2], [2, 3], [0], [2, 0, 1]]) {
        const [a, b] = [tf.add(tf.zeros([...batch, 3, 3]), unit), tf.ones([...batch, 3, 2])];
        const found = choleskySolve(a, b);
        expect(found.shape).toEqual(b.shape);
        found.dataSync().forEach((value) => expect(value).toBeCloseTo(0.5, 6));
      }
      expect(choleskySolve(tf.zeros([2, 0, 0]), tf.zeros([2, 0, 3])).shape).toEqual([2, 0, 3]);
      expect(choleskySolve(unit, tf.zeros([3, 0])).shape).toEqual([3, 0]);
      const whole = choleskySolve(tf.tensor2d([[2]], [1, 1], 'int32'), tf.tensor2d([[6]], [1, 1], 'int32'));
      expect([whole.dtype, ...whole.dataSync()]).toEqual(['float32', 3]);
    });
  });

  it('refuses shapes that do not fit, and says which', () => {
    const solve = (a: number[], b: number[]) => () => tf.tidy(() => choleskySolve(tf.zeros(a), tf.zeros(b)));
    for (const [a, b] of [
      [
        [2, 3],
        [2, 1],
      ],
      [
        [3, 3],
        [2, 1],
      ],
      [
        [2, 3, 3],
        [3, 1],
      ],
      [
        [2, 3, 3],
        [4, 3, 1],
      ],
      [[3], [3]],
    ] as const)
      // prettier-ignore
      expect(solve([...a], [...b])).toThrow('choleskySolve: expected matrices [..., n, n]');
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => choleskySolve(gram(tf.ones([2, 3, 3])), tf.ones([2, 3, 2])).dataSync());
    expect(tf.memory().numTensors).toBe(before);
  });
});
