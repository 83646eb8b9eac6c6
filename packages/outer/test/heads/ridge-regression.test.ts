import { useBackend } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ridgeDuals, ridgeWeights } from '../../src/heads/ridge-regression.js';
import { expectEntries, numbers } from '../support/rows.js';

beforeAll(() => useBackend('cpu'));

type Shape = [number, number, number];
const tensorOf = (shape: Shape, seed: number): Tensor =>
  tf.tensor3d(numbers(tf.util.sizeFromShape(shape), seed), shape);
const lambda = (value: number): Tensor => tf.tensor3d([value], [1, 1, 1]);
/** The definition, whichever system is smaller. */
const primal = (x: Tensor, y: Tensor, value: number): Tensor => {
  const padded = tf.pad(x, [[0, 0], [0, x.shape[2] as number], [0, 0]]); // prettier-ignore
  return ridgeWeights(padded, tf.pad(y, [[0, 0], [0, x.shape[2] as number], [0, 0]]), lambda(value)); // prettier-ignore
};

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom(0.1, 1, 50),
  fc.nat(999),
);
const forEachCase = (check: (x: Tensor, y: Tensor, value: number) => void): void =>
  fc.assert(
    fc.property(sizes, ([tasks, n, features, value, seed]) => {
      tf.tidy(() => check(tensorOf([tasks, n, features], seed), tensorOf([tasks, n, 2], seed + 1), value));
    }),
    { numRuns: 25 },
  );

const z = (): Tensor => tf.tensor3d([[[1, 0], [1, 1]]]); // prettier-ignore
const unit = (): Tensor => tf.expandDims(tf.eye(2), 0);

describe('ridge regression', () => {
  it('has the golden weights [[6/11, 2/11], [−4/11, 6/11]]', () => {
    expectEntries(ridgeWeights(z(), unit(), lambda(0.5)), [6 / 11, 2 / 11, -4 / 11, 6 / 11]);
  });

  it('has the golden duals of the ridge head of MetaOptNet, twice these: [[20/11, −8/11], [−8/11, 12/11]]', () => {
    const duals = tf.mul(ridgeDuals(z(), unit(), lambda(0.5)), 2);
    expectEntries(duals, [20 / 11, -8 / 11, -8 / 11, 12 / 11]);
  });

  it('comes to the same by the examples and by the features [row 16]', () => {
    forEachCase((x, y, value) => {
      const dual = tf.matMul(x, ridgeDuals(x, y, lambda(value)), true);
      expectTreesClose(ridgeWeights(x, y, lambda(value)), dual, { tolerance: 1e-4, absolute: 1e-5 });
      expectTreesClose(primal(x, y, value), dual, { tolerance: 1e-4, absolute: 1e-5 });
    });
  });

  it('leaves no gradient: Xᵀ(XW − Y) + λW = 0', () => {
    forEachCase((x, y, value) => {
      const w = ridgeWeights(x, y, lambda(value));
      const slope = tf.add(tf.matMul(x, tf.sub(tf.matMul(x, w), y), true), tf.mul(w, value));
      expect(tf.max(tf.abs(slope)).dataSync()[0]).toBeLessThan(1e-4);
    });
  });

  it('with examples and targets divided by √n has the weights of n times the regularization [row 16]', () => {
    forEachCase((x, y, value) => {
      const n = x.shape[1] as number;
      const divided = ridgeWeights(tf.div(x, Math.sqrt(n)), tf.div(y, Math.sqrt(n)), lambda(value));
      expectTreesClose(divided, ridgeWeights(x, y, lambda(n * value)), { tolerance: 1e-4, absolute: 1e-6 });
    });
  });

  it('is the sum of each class, up to the regularization, when that is large', () => {
    forEachCase((x, y) => {
      const templates = tf.mul(ridgeWeights(x, y, lambda(1e5)), 1e5);
      expectTreesClose(templates, tf.matMul(x, y, true), { tolerance: 1e-3, absolute: 1e-3 });
    });
  });

  it.each([
    ['fewer examples than features', [2, 3, 5]],
    ['more', [2, 5, 3]],
  ] as const)('has the derivatives of finite differences, to second order, with %s [row 16]', (_name, shape) => {
    const at = { x: tensorOf([...shape], 3), y: tensorOf([2, shape[1], 2], 4), l: lambda(0.7) };
    for (const order of [1, 2])
      checkGradients(({ x, y, l }) => tf.square(ridgeWeights(x as Tensor, y as Tensor, l as Tensor)), at, { order });
  });
});
