import {
  batchNorm,
  crossEntropy,
  dense,
  differentiate,
  initialize,
  mapParams,
  meanSquaredError,
  mlp,
} from '@innerloop/core';
import { scope, seed, sequential, under, useBackend } from '@innerloop/core';
import type { Context, ParamTree, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hypernetwork } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const network = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const encoder = { encoder: [4, 3], activation: 'tanh' } as const;
const learner = hypernetwork({ model: network, features: 1, outputs: 1, loss: meanSquaredError, ...encoder });
const episodes = regressionEpisodes();

learnerLaws('hypernetwork', { learner, episodes });
learnerLaws('hypernetwork of classes, of a network with statistics of the support', {
  learner: hypernetwork({
    model: sequential({
      body: dense({ inputs: 2, outputs: 4 }),
      norm: batchNorm({ features: 4, statistics: 'support' }),
      head: dense({ inputs: 4, outputs: 3 }),
    }),
    embedding: mlp({ inputs: 2, hidden: [4], outputs: 3, activation: 'tanh' }),
    ...{ features: 3, outputs: 3, loss: crossEntropy, ...encoder },
  }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
});

const context: Context = { key: seed(5), mode: 'test', order: 'first' };

describe('hypernetwork', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const given = () => ({
    params: initialize(learner.specs, seed(1)),
    ...episodes({ tasks: 2, shots: 3, queries: 4 }, seed(3)),
  });
  const constant = (params: ParamTree): ParamTree =>
    mapParams(params, (tensor, name) => (name.startsWith('emitter/layers/') ? tf.zerosLike(tensor) : tensor));

  it('is joint training of its network where what it emits is constant: same values, same gradients', () => {
    const { params, support, query } = given();
    const still = constant(params);
    const start = scope(scope(still, 'emitter'), 'start');
    const joint = (own: ParamTree): Tensor => tf.mean(meanSquaredError(network.apply(own, query.x, context), query.y));
    const emitted = (own: ParamTree): Tensor => {
      const all = { ...still, ...under('emitter/start', own) };
      return tf.mean(learner.objective(all, learner.adapt(all, support, context), query, context));
    };
    const [one, other] = [emitted, joint].map((loss) => differentiate(loss, start, context));
    expectTreesClose(one?.grads ?? {}, other?.grads ?? {}, { tolerance: 1e-5, absolute: 1e-6 });
    expectTreesClose(one?.value as Tensor, other?.value as Tensor);
  });

  it('emits every parameter of its network, another for each task', () => {
    const { params, support } = given();
    const { params: emitted } = learner.adapt(params, support, context);
    expect(Object.keys(emitted).sort()).toEqual(Object.keys(network.specs).sort());
    for (const tensor of Object.values(emitted)) {
      const [one, other] = tf.split(tensor, 2) as [Tensor, Tensor];
      expect(tf.max(tf.abs(tf.sub(one, other))).dataSync()[0]).toBeGreaterThan(1e-4);
    }
  });

  it('scales what it emits for a layer by 1 / √ of its fan-in', () => {
    const wide = hypernetwork({
      ...{
        model: mlp({ inputs: 9, hidden: [4], outputs: 1 }),
        features: 9,
        outputs: 1,
        loss: meanSquaredError,
        ...encoder,
      },
    });
    const params = mapParams(initialize(wide.specs, seed(1)), (tensor, name) =>
      name.startsWith('emitter/layers/') ? tf.onesLike(tensor) : tensor,
    );
    const support = { x: tf.ones([1, 2, 9]), y: tf.ones([1, 2, 1]) };
    const { params: emitted } = wide.adapt(params, support, context);
    const moved = (name: string): number =>
      tf.sub(emitted[name] as Tensor, params[`emitter/start/${name}`] as Tensor).dataSync()[0] as number;
    expect(moved('layer0/kernel') * 3).toBeCloseTo(moved('head/kernel') * 2, 5);
    expect(moved('layer0/bias')).toBeCloseTo(moved('layer0/kernel'), 5);
    expect(Math.abs(moved('head/kernel'))).toBeGreaterThan(1e-3);
  });
});
