import { useBackend } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { logisticWeights } from '../../src/heads/logistic-regression.js';
import { ridgeWeights } from '../../src/heads/ridge-regression.js';
import { numbers } from '../support/rows.js';

beforeAll(() => useBackend('cpu'));

const tensorOf = (shape: [number, number, number], seed: number): Tensor =>
  tf.tensor3d(numbers(tf.util.sizeFromShape(shape), seed), shape);
const lambda = (value: number): Tensor => tf.tensor3d([value], [1, 1, 1]);
/** One-hot labels of examples in turn. */
const labels = (tasks: number, n: number, ways: number): Tensor =>
  tf.tensor3d(
    Array.from({ length: tasks * n * ways }, (_, at) =>
      Number((Math.floor(at / ways) + (at >> 7)) % ways === at % ways),
    ),
    [tasks, n, ways],
  );

const sizes = fc.tuple(fc.constantFrom(1, 3), fc.constantFrom(3, 6, 9), fc.constantFrom(2, 7), fc.nat(999));
const forEachCase = (check: (x: Tensor, y: Tensor) => void): void =>
  fc.assert(
    fc.property(sizes, ([tasks, n, features, seed]) => {
      tf.tidy(() => check(tensorOf([tasks, n, features], seed), labels(tasks, n, 3)));
    }),
    { numRuns: 20 },
  );

/** `w = Xᵀ (X Xᵀ + λ diag(s)⁻¹)⁻¹ z` of one class as it is written, one step after the other. */
function asWritten(x: Tensor, y: Tensor, value: number, steps: number): Tensor {
  const n = x.shape[1] as number;
  let weights: Tensor = tf.zeros([x.shape[0], x.shape[2] as number, 1]);
  for (let step = 0; step < steps; step++) {
    const logits = tf.matMul(x, weights);
    const mean = tf.sigmoid(logits);
    const s = tf.mul(mean, tf.sub(1, mean));
    const z = tf.add(logits, tf.div(tf.sub(y, mean), s));
    const damping = tf.mul(tf.mul(tf.expandDims(tf.eye(n), 0), value), tf.div(1, s));
    const system = tf.add(tf.matMul(x, x, false, true), damping);
    // Its solution is that of ridge regression on the identity's rows: kept apart from the weighted form that is tested.
    weights = tf.matMul(x, solvedByElimination(system, z), true);
  }
  return weights;
}

/** Gauss' elimination in JavaScript's numbers. */
function solvedByElimination(a: Tensor, b: Tensor): Tensor {
  const systems = (a.arraySync() as number[][][]).map((matrix, t) =>
    matrix.map((row, i) => [...row, (b.arraySync() as number[][][])[t]![i]![0]!]),
  );
  for (const rows of systems) {
    rows.forEach((pivot, k) => {
      rows.forEach((row, i) => {
        const factor = row[k]! / pivot[k]!;
        if (i !== k) row.forEach((value, j) => (row[j] = value - factor * pivot[j]!));
      });
    });
  }
  return tf.tensor3d(systems.map((rows) => rows.map((row, i) => [row.at(-1)! / row[i]!])));
}

describe('logistic regression by reweighted least squares', () => {
  it('takes the steps that its paper writes', () => {
    forEachCase((x, y) => {
      for (const steps of [1, 3]) {
        const found = logisticWeights(x, y, lambda(0.8), steps);
        const first = tf.slice(y, [0, 0, 0], [-1, -1, 1]);
        expectTreesClose(tf.slice(found, [0, 0, 0], [-1, -1, 1]), asWritten(x, first, 0.8, steps), {
          tolerance: 1e-4,
          absolute: 1e-5,
        });
      }
    });
  });

  it('comes to where the gradient of the penalised likelihood is zero: Xᵀ(σ(XW) − Y) + λW = 0', () => {
    forEachCase((x, y) => {
      const w = logisticWeights(x, y, lambda(0.5), 8);
      const slope = tf.add(tf.matMul(x, tf.sub(tf.sigmoid(tf.matMul(x, w)), y), true), tf.mul(w, 0.5));
      expect(tf.max(tf.abs(slope)).dataSync()[0]).toBeLessThan(1e-4);
    });
  });

  it('is at its first step ridge regression of ±2 with four times the regularization', () => {
    forEachCase((x, y) => {
      const ridge = ridgeWeights(x, tf.sub(tf.mul(y, 4), 2), lambda(4 * 0.8));
      expectTreesClose(logisticWeights(x, y, lambda(0.8), 1), ridge, { tolerance: 1e-4, absolute: 1e-5 });
    });
  });

  it('has the derivatives of finite differences, to second order', () => {
    const y = labels(2, 3, 3);
    const at = { x: tensorOf([2, 3, 4], 3), l: lambda(0.7) };
    for (const order of [1, 2])
      checkGradients(({ x, l }) => tf.square(logisticWeights(x as Tensor, y, l as Tensor, 3)), at, { order });
  });
});
