import '@tensorflow/tfjs-backend-cpu';
import { mapParams, seed, useBackend } from '@innerloop/core';
import type { MetaGradient } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkMetaGradient,
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  referenceRule,
  regressionEpisodes,
} from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const learner = referenceLearner({
  model: referenceModel({ inputs: 1, hidden: 3, outputs: 1 }),
  rule: referenceRule(0.2),
  steps: 1,
});
const episode = (): ReturnType<ReturnType<typeof regressionEpisodes>> =>
  regressionEpisodes()({ tasks: 2, shots: 4, queries: 3 }, seed(1));
const check = (metaGradient: MetaGradient): unknown => checkMetaGradient(learner, { episode: episode(), metaGradient });

describe('checkMetaGradient', () => {
  it('agrees with the gradient through the adaptation', () => {
    expect(() => check(referenceMetaGradient())).not.toThrow();
  });

  it('finds the gradients that the first order leaves out, and not the rate that it keeps', () => {
    expect(() => check(referenceMetaGradient('first'))).toThrow(/model\/hidden\/kernel: gradient/);
    expect(() => check(referenceMetaGradient('first'))).not.toThrow(/rule\/rate: gradient/);
  });

  it('finds a sum over tasks where a mean is meant', () => {
    const exact = referenceMetaGradient();
    const summed: MetaGradient = {
      ...exact,
      estimate: (problem) => {
        const { loss, grads, reported } = exact.estimate(problem);
        return { loss, reported, grads: mapParams(grads, (grad) => tf.mul(grad, 2)) };
      },
    };
    expect(() => check(summed)).toThrow('finite differences');
  });

  it('finds an estimator that adapts to the query', () => {
    const exact = referenceMetaGradient();
    const leaking: MetaGradient = {
      ...exact,
      estimate: (problem) =>
        exact.estimate({ ...problem, episode: { ...problem.episode, support: problem.episode.query } }),
    };
    expect(() => check(leaking)).toThrow("'loss' is off");
  });
});
