import {
  activation,
  appendContext,
  conv4,
  crossEntropy,
  dense,
  film,
  leaf,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { Episode, ParamTree } from '@innerloop/core';
import {
  checkMetaGradient,
  classificationEpisodes,
  expectTreesEqual,
  learnerLaws,
  referenceMetaGradient,
  referenceRule,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cavia } from '../../src/index.js';
import { descent } from '../support/quadratic.js';
import { atTest, gradientOf, lossesOf, metaTrained, startOf } from '../support/two-parts.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 1, hidden: [5], outputs: 1, activation: 'tanh', context: { size: 3 } });
const curves = { model, loss: meanSquaredError };
const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));

learnerLaws('cavia on regression', {
  learner: cavia({ ...curves, rule: descent(0.3), steps: 2 }),
  episodes: regressionEpisodes(),
  steps: 2,
});

learnerLaws('cavia with a context at a hidden layer, and a rule that learns', {
  learner: cavia({
    model: mlp({ inputs: 2, hidden: [4], outputs: 3, activation: 'tanh', context: { size: 2, layer: 1 } }),
    rule: referenceRule(0.3),
    loss: crossEntropy,
    steps: 3,
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 3,
});

learnerLaws('cavia with modulated features', {
  learner: cavia({
    model: sequential({
      layer: dense({ inputs: 2, outputs: 4 }),
      film: film({ size: 3, channels: 4 }),
      activation: activation('tanh'),
      head: dense({ inputs: 4, outputs: 3 }),
    }),
    rule: descent(0.3),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  steps: 2,
});

learnerLaws('cavia on pictures', {
  learner: cavia({
    model: conv4({
      ...{ height: 8, width: 8, channels: 1, filters: 3, outputs: 3 },
      ...({ downsample: 'stride', head: 'mean', norm: { statistics: 'support' } } as const),
      context: { size: 4 },
    }),
    rule: descent(0.5),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classificationEpisodes({ features: [8, 8, 1], ways: 3 }),
  steps: 2,
  smooth: false,
  tolerance: 1e-4,
  sizes: [{ tasks: 3, shots: 2, queries: 1 }],
});

describe('cavia', () => {
  it('moves the context alone, from zero, and leaves the network as it is, bit for bit', () => {
    tf.tidy(() => {
      const learner = cavia({ ...curves, rule: descent(0.3), steps: 3 });
      const params = startOf(learner);
      const before = Object.fromEntries(
        Object.entries(params).map(([name, tensor]) => [name, tensor.dataSync().slice()]),
      );
      const [first, last] = [learner.initial, learner.adapt].map(
        (of) => of(params, episode().support, atTest).params,
      ) as [ParamTree, ParamTree];
      expect(Object.keys(last)).toEqual(['model/task/context']);
      expectTreesEqual(leaf(first, 'model/task/context'), tf.zeros([3, 3]));
      for (const [name, tensor] of Object.entries(params)) expect(tensor.dataSync()).toEqual(before[name]);
    });
  });

  it('has no gradient by the context: it is no meta-parameter', () => {
    tf.tidy(() => {
      const learner = cavia({ ...curves, rule: descent(0.3) });
      expect(learner.specs['model/task/context']?.role).toBe('fixed');
      expect(Object.keys(gradientOf(learner, startOf(learner), episode()))).not.toContain('model/task/context');
    });
  });

  it('agrees with finite differences after five steps, for the network and the weights of the context', () => {
    tf.tidy(() => {
      checkMetaGradient(cavia({ ...curves, rule: descent(0.2), steps: 5 }), {
        episode: episode(),
        metaGradient: referenceMetaGradient(),
      });
    });
  });

  it('moves every context of a model that has several', () => {
    tf.tidy(() => {
      const learner = cavia({
        model: sequential({
          task: appendContext({ size: 2 }),
          layer: dense({ inputs: 3, outputs: 4 }),
          film: film({ size: 3, channels: 4 }),
          activation: activation('tanh'),
          head: dense({ inputs: 4, outputs: 1 }),
        }),
        rule: descent(0.3),
        loss: meanSquaredError,
      });
      const { params } = learner.adapt(startOf(learner), episode().support, atTest);
      expect(Object.keys(params)).toEqual(['model/task/context', 'model/film/context']);
      for (const tensor of Object.values(params)) expect(tf.norm(tensor).dataSync()[0]).toBeGreaterThan(1e-4);
    });
  });

  it('learns curves that the network without a context cannot tell apart', () => {
    const learner = cavia({ ...curves, rule: descent(1), steps: 1 });
    const at = (step: number): Episode => regressionEpisodes()({ tasks: 8, shots: 5, queries: 5 }, seed(40).fold(step));
    const params = metaTrained(learner, at, { steps: 250, rate: 0.2 });
    const unseen = regressionEpisodes()({ tasks: 40, shots: 5, queries: 5 }, seed(45));
    const [before, after] = lossesOf(learner, params, unseen) as [number, number];
    expect(after).toBeLessThan(0.7 * before);
    tf.dispose([params, unseen]);
  });

  it('refuses a model without a context', () => {
    const plain = mlp({ inputs: 1, hidden: [5], outputs: 1 });
    expect(() => cavia({ model: plain, rule: descent(0.3), loss: meanSquaredError })).toThrow(
      "cavia: the model has no context, a fixed leaf of the name 'context'.",
    );
  });
});
