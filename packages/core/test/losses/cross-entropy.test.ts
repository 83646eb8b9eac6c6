import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy, differentiate, InvalidDataError, leaf, useBackend } from '../../src/index.js';
import { contextOf, key, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const oneHot = (tasks: number, rows: number, ways: number): Tensor =>
  tf.cast(tf.oneHot(tf.cast(tf.floor(tf.mul(key.draw('uniform', [rows], tasks), ways)), 'int32'), ways), 'float32');

describe('crossEntropy', () => {
  it('is log(ways) for equal logits', () => {
    for (const ways of [2, 5, 20]) {
      expectTreesClose(crossEntropy(tf.fill([2, 3, ways], 4), oneHot(2, 3, ways)), tf.fill([2], Math.log(ways)));
    }
  });

  it('is −log p of the label, averaged over examples', () => {
    const logits = tf.log(
      tf.tensor3d([
        [
          [0.7, 0.2, 0.1],
          [0.1, 0.1, 0.8],
        ],
      ]),
    );
    const labels = tf.tensor3d([
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]);
    expectTreesClose(crossEntropy(logits, labels), tf.tensor1d([-(Math.log(0.7) + Math.log(0.1)) / 2]));
  });

  it("equals TensorFlow.js' own, task by task, and does not change when all logits of an example move", () => {
    fc.assert(
      fc.property(
        fc.constantFrom([3, 3, 3] as const, [2, 5, 7] as const),
        fc.double({ min: -50, max: 50, noNaN: true }),
        ([tasks, rows, ways], shift) => {
          tf.tidy(() => {
            const [logits, labels] = [sample('logits', [tasks, rows, ways]), oneHot(tasks, rows, ways)];
            const own = crossEntropy(logits, labels);
            const loop = tf
              .unstack(logits)
              .map((one, task) => tf.losses.softmaxCrossEntropy(tf.unstack(labels)[task] as Tensor, one));
            expectTreesClose(own, tf.stack(loop));
            expectTreesClose(crossEntropy(tf.add(logits, shift), labels), own, { tolerance: 1e-4 });
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('stays finite, and so does its gradient, for logits of any size', () => {
    const logits = tf.tensor3d([
      [
        [1e4, -1e4, 0],
        [-1e4, 0, 1e4],
      ],
    ]);
    const labels = tf.tensor3d([
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
    ]);
    const { value, grads } = differentiate((at) => crossEntropy(leaf(at, 'logits'), labels), { logits }, contextOf());
    expect(numbers(value)).toEqual([1e4]);
    expect(numbers(leaf(grads, 'logits'))).toEqual([0.5, -0.5, 0, 0, 0, 0]);
  });

  it('has the gradient (softmax − label) / examples', () => {
    const [logits, labels] = [sample('logits', [2, 5, 3]), oneHot(2, 5, 3)];
    const { grads } = differentiate((at) => crossEntropy(leaf(at, 'logits'), labels), { logits }, contextOf());
    expectTreesClose(leaf(grads, 'logits'), tf.div(tf.sub(tf.softmax(logits), labels), 5));
  });

  it('has right gradients of order 1, 2 and 3 by logits and by soft labels', () => {
    const at = { logits: sample('logits', [2, 3, 4]), labels: tf.softmax(sample('labels', [2, 3, 4])) };
    for (const order of [1, 2, 3])
      checkGradients((p) => crossEntropy(leaf(p, 'logits'), leaf(p, 'labels')), at, { order });
  });

  it('says what to do when the head has other ways than the labels', () => {
    expect(() => crossEntropy(tf.zeros([2, 5, 5]), tf.zeros([2, 5, 20]))).toThrow(InvalidDataError);
    expect(() => crossEntropy(tf.zeros([2, 5, 5]), tf.zeros([2, 5, 20]))).toThrow(
      "Sample all tasks with 5 ways, or build the model's head for 20;",
    );
  });

  it('names the shapes when they differ otherwise', () => {
    expect(() => crossEntropy(tf.zeros([2, 5, 3]), tf.zeros([2, 4, 3]))).toThrow('[2, 5, 3] and [2, 4, 3]');
    expect(() => crossEntropy(tf.zeros([2, 5, 3]), tf.zeros([2, 5]))).toThrow('one-hot');
    expect(() => crossEntropy(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(
      'expected logits of shape [tasks, examples, ways], got [2, 3]',
    );
  });
});
