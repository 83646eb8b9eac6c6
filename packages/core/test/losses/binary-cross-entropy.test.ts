import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accuracy,
  binaryAccuracy,
  binaryCrossEntropy,
  crossEntropy,
  differentiate,
  InvalidDataError,
  leaf,
  useBackend,
} from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf, key, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('binaryCrossEntropy', () => {
  it('is what −t log σ(z) − (1 − t) log (1 − σ(z)) is in double precision', () => {
    const [z, t] = [
      [-2.5, -0.3, 0, 0.7, 4],
      [0, 1, 1, 0.25, 1],
    ] as const;
    const exact = z.map((logit, i) => {
      const [p, target] = [1 / (1 + Math.exp(-logit)), t[i] as number];
      return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
    });
    const mean = exact.reduce((sum, each) => sum + each, 0) / 5;
    const loss = binaryCrossEntropy(tf.tensor3d([...z], [1, 5, 1]), tf.tensor3d([...t], [1, 5, 1]));
    expect(numbers(loss)[0]).toBeCloseTo(mean, 6);
    expect(mean).toBeCloseTo(0.514546, 5);
  });

  it('is the cross-entropy of two classes whose logits are 0 and z, from labels that are one-hot or one number', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (shift) => {
        tf.tidy(() => {
          const z = tf.add(tf.mul(sample('z', [2, 5, 1]), 3), shift);
          const yes = tf.cast(tf.greater(key.draw('uniform', [2, 5, 1]), 0.5), 'float32');
          const oneHot = tf.concat([tf.sub(1, yes), yes], 2);
          const own = binaryCrossEntropy(z, yes);
          expectTreesClose(own, crossEntropy(tf.concat([tf.zerosLike(z), z], 2), oneHot), { absolute: 1e-5 });
          expectTreesClose(binaryCrossEntropy(z, oneHot), own);
        });
      }),
      { numRuns: 10 },
    );
  });

  it('stays exact where the answer is sure: no zero, no infinity, and slopes of σ(z) − t', () => {
    const z = tf.tensor3d([-80, 80, 30], [1, 3, 1]);
    const targets = tf.tensor3d([1, 0, 1], [1, 3, 1]);
    const { value, grads } = differentiate((at) => binaryCrossEntropy(leaf(at, 'z'), targets), { z }, contextOf());
    expect(numbers(value)[0]).toBeCloseTo(160 / 3, 4);
    expect(numbers(leaf(grads, 'z')).map((slope) => 3 * slope)).toEqual([
      expect.closeTo(-1, 6),
      expect.closeTo(1, 6),
      expect.closeTo(0, 6),
    ]);
    expect(numbers(binaryCrossEntropy(tf.fill([1, 1, 1], 30), tf.ones([1, 1, 1])))[0]).toBeGreaterThan(5e-14);
  });

  it('has gradients of order 1 and 2 by logits and targets that equal finite differences', () => {
    const at = { z: sample('z', [2, 3, 1]), t: key.draw('uniform', [2, 3, 1]) };
    const loss = (leaves: ParamTree): tf.Tensor => tf.mean(binaryCrossEntropy(leaf(leaves, 'z'), leaf(leaves, 't')));
    for (const order of [1, 2]) checkGradients(loss, at, { order, context: contextOf() });
  });

  it('refuses logits and targets of other shapes', () => {
    expect(() => binaryCrossEntropy(tf.zeros([2, 3, 2]), tf.zeros([2, 3, 1]))).toThrow(InvalidDataError);
    expect(() => binaryCrossEntropy(tf.zeros([2, 3, 1]), tf.zeros([2, 3, 5]))).toThrow(
      'of more classes use crossEntropy',
    );
    expect(() => binaryCrossEntropy(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('[tasks, examples, 1]');
  });
});

describe('binaryAccuracy', () => {
  it('counts logits above 0 as yes, and targets from ½ on', () => {
    const z = tf.tensor3d([1, -1, 3, -2], [2, 2, 1]);
    const targets = tf.tensor3d([1, 1, 0.6, 0], [2, 2, 1]);
    expect(numbers(binaryAccuracy.measure(z, targets))).toEqual([0.5, 1]);
    expect(numbers(binaryAccuracy.measure(z, tf.concat([tf.sub(1, targets), targets], 2)))).toEqual([0.5, 1]);
  });
});

describe('a softmax of one output', () => {
  it('is an error that names the loss of a yes or no, in crossEntropy and in accuracy', () => {
    const one = tf.zeros([2, 3, 1]);
    expect(() => crossEntropy(one, tf.ones([2, 3, 1]))).toThrow('binaryCrossEntropy');
    expect(() => crossEntropy(one, tf.ones([2, 3, 1]))).toThrow(InvalidDataError);
    expect(() => accuracy.measure(one, tf.ones([2, 3, 1]))).toThrow(InvalidDataError);
  });
});
