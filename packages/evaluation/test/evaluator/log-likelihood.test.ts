import { gaussianLogDensity, logLikelihood, useBackend } from '@innerloop/core';
import type { Learner, ProbabilisticLearner, TaskDistribution } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

/** Targets are 1 everywhere. */
const tasks: TaskDistribution = {
  name: 'ones',
  kind: 'regression',
  sample: ({ tasks: count }) => {
    const batch = () => ({ x: tf.zeros([count, 3, 1]), y: tf.ones([count, 3, 2]) });
    return Promise.resolve({ support: batch(), query: batch() });
  },
};

const sure: ProbabilisticLearner = {
  name: 'sure',
  specs: {},
  adapt: () => ({}),
  predict: (_params, _adapted, x) => tf.zeros([x.shape[0], x.shape[1] as number, 2]),
  predictive: (_params, _adapted, x) => ({
    mean: tf.zeros([x.shape[0], x.shape[1] as number, 2]),
    variance: tf.fill([x.shape[0], x.shape[1] as number, 2], 4),
  }),
  objective: () => tf.zeros([1]),
};

describe('the log likelihood', () => {
  it('is log N(y; mean, variance), the outputs of an example added up, the mean over examples', async () => {
    const { rows, better } = await evaluate({
      learner: sure,
      params: {},
      tasks,
      metric: logLikelihood,
      seed: 1,
      episodes: 2,
    });
    // 2 · (−½ · 1/4 − log 2 − ½ log 2π)
    expect(rows[0]?.mean).toBeCloseTo(2 * (-0.125 - Math.log(2) - 0.5 * Math.log(2 * Math.PI)), 5);
    expect(better).toBe('higher');
    const alone = gaussianLogDensity(tf.scalar(1), tf.scalar(0), tf.scalar(2)).dataSync()[0] as number;
    expect(rows[0]?.mean).toBeCloseTo(2 * alone, 5);
  });

  it('is refused of a learner that does not say how sure it is, before any task', async () => {
    const { predictive: _, ...plain } = sure;
    const learner: Learner = { ...plain, name: 'plain' };
    await expect(evaluate({ learner, params: {}, tasks, metric: logLikelihood, seed: 1, episodes: 2 })).rejects.toThrow(
      "evaluate: the metric 'log-likelihood' is of mean and variance, but 'plain' does not say how sure it is.",
    );
    expect(() => logLikelihood.measure(tf.zeros([1, 1, 1]), tf.zeros([1, 1, 1]))).toThrow('expected mean and variance');
  });
});
