import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidDataError, leaf, meanSquaredError, meanSquaredErrorMetric, useBackend } from '../../src/index.js';
import { numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('meanSquaredError', () => {
  it('is the mean over all axes but the tasks, without a factor ½', () => {
    const predictions = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 0],
        [0, 2],
      ],
    ]);
    expect(numbers(meanSquaredError(predictions, tf.zeros([2, 2, 2])))).toEqual([7.5, 1]);
  });

  it('gives each task its own loss, at T = N and at distinct primes', () => {
    for (const [tasks, rows, entries] of [
      [3, 3, 3],
      [2, 5, 7],
    ] as const) {
      const [left, right] = [sample('left', [tasks, rows, entries]), sample('right', [tasks, rows, entries])];
      const loop = tf
        .unstack(left)
        .map((one, task) => tf.losses.meanSquaredError(tf.unstack(right)[task] as tf.Tensor, one));
      expectTreesClose(meanSquaredError(left, right), tf.stack(loop));
    }
  });

  it('has right gradients of order 1 and 2', () => {
    const targets = sample('targets', [2, 3, 2]);
    for (const order of [1, 2]) {
      checkGradients(
        (at) => meanSquaredError(tf.tanh(leaf(at, 'x')), targets),
        { x: sample('x', [2, 3, 2]) },
        { order },
      );
    }
  });

  it('refuses shapes that would broadcast in silence', () => {
    expect(() => meanSquaredError(tf.zeros([2, 5, 1]), tf.zeros([2, 5, 5]))).toThrow(InvalidDataError);
    expect(() => meanSquaredError(tf.zeros([2, 5, 1]), tf.zeros([2, 5]))).toThrow('[2, 5, 1] and [2, 5]');
    expect(() => meanSquaredError(tf.zeros([2]), tf.zeros([2]))).toThrow('[tasks, examples, …]');
  });

  it('is a metric of which less is better', () => {
    expect(meanSquaredErrorMetric.better).toBe('lower');
    expect(numbers(meanSquaredErrorMetric.measure(tf.ones([2, 3, 1]), tf.zeros([2, 3, 1])))).toEqual([1, 1]);
  });
});
