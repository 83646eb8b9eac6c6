import '@tensorflow/tfjs-backend-cpu';
import { accuracy, useBackend } from '@innerloop/core';
import type { Learner, Metric, TaskDistribution, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { calibrationRecorder } from '../../src/calibration/recorder.js';
import { evaluate } from '../../src/evaluator/evaluate.js';
import { lineParams, line, lines } from '../toys.js';

beforeAll(async () => {
  await useBackend('cpu');
});

/** Two classes; a query is `[probability of class 0]`, told by its logit, and 3 of 4 labels are 0. */
const coins: TaskDistribution = {
  name: 'coins',
  kind: 'classification',
  sample: ({ tasks }) => {
    const examples = () => ({
      x: tf.fill([tasks, 4, 1], Math.log(3)),
      y: tf.tidy(() =>
        tf.tile(
          tf.tensor3d([
            [
              [1, 0],
              [0, 1],
              [1, 0],
              [1, 0],
            ],
          ]),
          [tasks, 1, 1],
        ),
      ),
    });
    return Promise.resolve({ support: examples(), query: examples() });
  },
};

const honest: Learner<Record<string, Tensor>> = {
  name: 'honest',
  specs: {},
  adapt: () => ({}),
  predict: (_params, _adapted, x) => tf.concat([x, tf.zerosLike(x)], 2),
  objective: () => tf.zeros([1]),
};

it('of probabilities that are true, calibration is perfect, and what is measured stays what it was', async () => {
  const options = { learner: honest, params: {}, tasks: coins, metric: accuracy, seed: 1, episodes: 4 };
  const before = tf.memory().numTensors;
  const { calibration, ...result } = await evaluate({ ...options, calibration: { bins: 10 } });
  expect(tf.memory().numTensors).toBe(before);
  expect(result).toEqual(await evaluate(options));
  expect(calibration?.count).toBe(16);
  expect(calibration?.confidence).toBeCloseTo(0.75, 6);
  expect(calibration?.ece).toBeCloseTo(0, 6);
});

it('is refused for regression', async () => {
  const params = lineParams();
  const options = { learner: line(), params, tasks: lines, metric: accuracy, seed: 1, episodes: 2 };
  await expect(evaluate({ ...options, calibration: {} })).rejects.toThrow(
    'calibration is of one figure of classification',
  );
  tf.dispose(params);
});

it('of one logit for yes is what it is of two classes, with one-hot targets and with 0 and 1', () => {
  const yes = tf.tensor3d([[[2], [-1], [0.5], [-3]]]);
  const oneHot = tf.tensor3d([
    [
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 0],
    ],
  ]);
  const ones = tf.tensor3d([[[1], [1], [0], [0]]]);
  const two = tf.concat([tf.zerosLike(yes), yes], 2);
  const nothing: Metric = { name: 'nothing', better: 'higher', measure: () => tf.zeros([1]) };
  const found = [[two, oneHot] as const, [yes, oneHot] as const, [yes, ones] as const].map(([predictions, targets]) => {
    const recorder = calibrationRecorder(nothing);
    tf.dispose(recorder.metric.measure(predictions, targets));
    return recorder.calibration();
  });
  expect(found[0]?.accuracy).toBe(0.5);
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
  const { metric } = calibrationRecorder(nothing);
  expect(() => metric.measure(two, ones)).toThrow('expected one-hot targets of 2 classes');
  tf.dispose([yes, oneHot, ones, two]);
});
