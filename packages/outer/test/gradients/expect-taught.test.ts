import { initialize, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { AnyInnerLearner, MetaGradient, UpdateRule } from '@innerloop/core';
import { regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { implicit, maml, proximal, reptile } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const learning: UpdateRule = {
  ...descent(0.1),
  specs: () => ({ rate: { shape: [], initialize: () => tf.scalar(0.1) } }),
};
const penalty = proximal({ strength: 1, learned: true });
const estimate = (how: MetaGradient<AnyInnerLearner>, options: { rule: UpdateRule; penalty?: typeof penalty }): void =>
  tf.tidy(() => {
    const learner = maml({ model, loss: meanSquaredError, ...options });
    const params = initialize(learner.specs, seed(2));
    const episode = regressionEpisodes()({ tasks: 2, shots: 3, queries: 3 }, seed(9));
    how.estimate({ learner, params, episode, key: seed(1) });
  });

describe('a meta-gradient that cannot teach what is learned', () => {
  it.each([
    ['reptile', 'a rule', reptile(), { rule: learning }, 'rule/rate'],
    ['reptile', 'a penalty', reptile(), { rule: descent(0.1), penalty }, 'penalty/logStrength'],
    ['implicit', 'a rule', implicit(), { rule: learning }, 'rule/rate'],
  ])('%s refuses %s that learns', (name, _part, how, options, leaf) => {
    expect(() => estimate(how, options)).toThrow(
      `${name}: 'maml' learns ${leaf}, which this meta-gradient does not teach`,
    );
  });

  it('is none where nothing but the model learns, or the implicit one teaches the penalty', () => {
    estimate(reptile(), { rule: descent(0.1) });
    for (const learned of [true, false]) {
      estimate(implicit(), { rule: descent(0.1), penalty: proximal({ strength: 1, learned }) });
    }
  });
});
