import { crossEntropy, initialize, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { Context, ParamTree, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaNetworks } from '../../src/index.js';
import { augmentedLayers } from '../../src/meta-networks/augmented.js';
import { exampleGradients } from '../../src/meta-networks/example-gradients.js';

beforeAll(() => useBackend('cpu'));

const sizes = { features: 3, representation: [4], hidden: [2], units: 3 };
const network = mlp({ inputs: 2, hidden: [4], outputs: 3, activation: 'tanh' });
const episodes = classificationEpisodes({ features: [2], ways: 3 });
const curves = mlp({ inputs: 1, hidden: [4], outputs: 3, activation: 'tanh' });

learnerLaws('metaNetworks whose gradients are differentiated through', {
  learner: metaNetworks({
    model: curves,
    outputs: 1,
    loss: meanSquaredError,
    differentiate: true,
    ...sizes,
    hidden: [],
  }),
  episodes: regressionEpisodes(),
  firstOrder: 'differs',
  smooth: false,
});

const context: Context = { key: seed(5), mode: 'test', order: 'exact' };
const learner = metaNetworks({ model: network, outputs: 3, ...sizes });

describe('metaNetworks', () => {
  const { support, query } = episodes({ tasks: 2, shots: 2, queries: 2 }, seed(10));
  const predict = (params: ParamTree, y: Tensor): Tensor =>
    learner.predict(params, learner.adapt(params, { x: support.x, y }, context), query.x, context);

  it('is the slow base learner where no fast weights come of the gradients', () => {
    const params = Object.fromEntries(
      Object.entries(initialize(learner.specs, seed(9))).map(([name, value]) => [
        name,
        /^(task|example)\/output/.test(name) ? tf.zerosLike(value) : value,
      ]),
    );
    const base = Object.fromEntries(
      Object.entries(params).flatMap(([name, value]) => (name.startsWith('base/') ? [[name.slice(5), value]] : [])),
    );
    const embedded = network.apply(
      Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => (name.startsWith('model/') ? [[name.slice(6), value]] : [])),
      ),
      query.x,
      context,
    );
    // A fast copy of zeros adds nothing: relu and identity are 0 at 0.
    expectTreesClose(predict(params, support.y), augmentedLayers(3, [2, 3]).slow.apply(base, embedded, context));
  });

  it('learns a task from its labels alone: other labels, other predictions', () => {
    const params = initialize(learner.specs, seed(9));
    const change = tf.max(tf.abs(tf.sub(predict(params, support.y), predict(params, tf.reverse(support.y, 2)))));
    expect(change.dataSync()[0]).toBeGreaterThan(1e-5);
  });

  it('takes the fast weights of the example whose key is the query’s, where the others point away', () => {
    const layers = augmentedLayers(1, [2]);
    const x = tf.tensor3d([[[2], [3]]]);
    const params = { 'layer0/kernel': tf.tensor2d([[1, 10]]), 'layer0/bias': tf.tensor1d([0.5, 0]) };
    const fast = {
      'layer0/kernel': tf.tensor4d([[[[1, 2]], [[3, 4]]]]),
      'layer0/bias': tf.tensor3d([
        [
          [0.1, 0.2],
          [0.3, 0.4],
        ],
      ]),
    };
    const shares = tf.tensor3d([
      [
        [1, 0],
        [0.5, 0.5],
      ],
    ]);
    const found = layers.augmented(params, fast, shares, x, context).arraySync() as number[][][];
    const wanted = [
      [2 + 0.5 + 2 * 1 + 0.1, 20 + 2 * 2 + 0.2],
      [3 + 0.5 + 3 * 2 + 0.2, 30 + 3 * 3 + 0.3],
    ];
    wanted.flat().forEach((value, i) => expect(found.flat(2)[i]).toBeCloseTo(value, 5));
  });

  it('refuses a representation that is shorter than the outputs, and no samples', () => {
    expect(() => metaNetworks({ model: network, outputs: 3, ...sizes, representation: [2] })).toThrow(
      'at least 3 units',
    );
    expect(() => metaNetworks({ model: network, outputs: 3, ...sizes, samples: 0 })).toThrow('positive integer');
  });
});

describe('exampleGradients', () => {
  it('are those of each example by itself, of which the mean is that of the support', () => {
    const { specs, slow } = augmentedLayers(2, [3]);
    const params = initialize(specs, seed(3));
    const { support } = episodes({ tasks: 2, shots: 2, queries: 1 }, seed(11));
    const each = exampleGradients(slow, crossEntropy, params, support, context, false);
    expect(each['layer0/kernel']?.shape).toEqual([2, 6, 2, 3]);
    const mean = tf.mean(each['layer0/kernel'] as Tensor, 1);
    for (const task of [0, 1]) {
      const own = (value: Tensor): Tensor => tf.slice(value, [task, 0, 0], [1, 6, -1]);
      const whole = tf.grad((kernel: Tensor) =>
        tf.sum(
          crossEntropy(slow.apply({ ...params, 'layer0/kernel': kernel }, own(support.x), context), own(support.y)),
        ),
      )(params['layer0/kernel'] as Tensor);
      expectTreesClose(tf.slice(mean, [task, 0, 0], [1, -1, -1]), tf.expandDims(whole, 0));
    }
  });
});
