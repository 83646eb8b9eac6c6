import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptTask, useBackend } from '../../src/index.js';
import type { Batch, InnerLearner, Learner, ProbabilisticLearner, Tensor } from '../../src/index.js';

/** A class is the mean of its examples, and a query's logits its products with them. */
const means: Learner<{ readonly means: Tensor }> = {
  name: 'means',
  specs: {},
  adapt: (_params, { x, y }) => ({ means: tf.div(tf.matMul(y, x, true), tf.expandDims(tf.sum(y, 1), 2)) }),
  predict: (_params, adapted, x) => tf.matMul(x, adapted.means, false, true),
  objective: () => tf.zeros([1]),
};

/** Tells two classes apart, whatever it is given. */
const headed = {
  ...means,
  name: 'headed',
  initial: () => ({ params: {}, buffers: {} }),
  predict: (_params: unknown, _adapted: unknown, x: Tensor) => tf.slice(x, [0, 0, 0], [-1, -1, 2]),
} as unknown as InnerLearner;

const examples = {
  x: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ],
  labels: ['red', 'green', 'blue', 'red'],
};

beforeAll(() => useBackend('cpu'));

describe('adaptTask', () => {
  it('tells classes in the order of their names, and predicts the likeliest', () => {
    const task = adaptTask({ learner: means, params: {} }, examples);
    expect(task.classes).toEqual(['blue', 'green', 'red']);
    const told = task.predict([
      [9, 0, 0],
      [0, 0, 9],
    ]);
    expect(told.map(({ label }) => label)).toEqual(['red', 'blue']);
    expect(told[0]?.probability).toBeCloseTo(1, 2);
    task.dispose();
  });

  it('owns what it learned and nothing else: no tensor is left after it', () => {
    const before = tf.memory().numTensors;
    const x = tf.tensor2d(examples.x);
    const task = adaptTask({ learner: means, params: {} }, { x, labels: examples.labels });
    task.predict(x);
    task.dispose();
    expect(tf.memory().numTensors).toBe(before + 1);
    x.dispose();
  });

  it('refuses another number of classes than a head tells apart before it adapts, and leaks nothing', () => {
    const adapt = (_params: unknown, _support: Batch): never => {
      throw new Error('must not be called');
    };
    const learner = { ...headed, adapt } as unknown as InnerLearner;
    const before = tf.memory().numTensors;
    expect(() => adaptTask({ learner, params: {} }, examples)).toThrow(
      'the learner tells 2 classes apart, but the examples have 3. Give examples of 2 classes',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says how sure it is where the learner knows', () => {
    const unsure: ProbabilisticLearner<{ readonly means: Tensor }> = {
      ...means,
      predictive: (_params, adapted, x) => ({ mean: tf.matMul(x, adapted.means, false, true), variance: tf.square(x) }),
    };
    const before = tf.memory().numTensors;
    const task = adaptTask({ learner: unsure, params: {} }, examples);
    const found = task.predictive?.([[3, 0, 1]]);
    expect(found?.mean.shape).toEqual([1, 3]);
    expect([...(found?.variance.dataSync() ?? [])]).toEqual([9, 0, 1]);
    found?.mean.dispose();
    found?.variance.dispose();
    task.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const plain = adaptTask({ learner: means, params: {} }, examples);
    expect('predictive' in plain).toBe(false);
    plain.dispose();
  });

  it('refuses labels that are not one an example, and a single class', () => {
    const adapt = (labels: readonly string[]): unknown =>
      adaptTask({ learner: means, params: {} }, { x: examples.x, labels });
    expect(() => adapt(['a', 'b'])).toThrow('x has 4 examples, but there are 2 labels');
    expect(() => adapt(['a', 'a', 'a', 'a'])).toThrow('at least 2');
  });
});
