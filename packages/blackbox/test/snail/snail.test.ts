import { initialize, mlp, seed, useBackend } from '@innerloop/core';
import type { Context, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { snail } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const sizes = {
  features: 3,
  length: 4,
  filters: 2,
  attentions: [
    { keys: 3, values: 2 },
    { keys: 2, values: 2 },
  ],
};
const network = mlp({ inputs: 2, hidden: [4], outputs: 3, activation: 'tanh' });
const learner = snail({ model: network, outputs: 3, ...sizes });
const episodes = classificationEpisodes({ features: [2], ways: 3 });

learnerLaws('snail', { learner, episodes });
learnerLaws('snail of values', {
  learner: snail({
    model: mlp({ inputs: 1, hidden: [4], outputs: 3, activation: 'tanh' }),
    outputs: 1,
    loss: (predictions, targets) => tf.mean(tf.square(tf.sub(predictions, targets)), [1, 2]),
    ...sizes,
  }),
  episodes: regressionEpisodes(),
});

const context: Context = { key: seed(5), mode: 'test', order: 'first' };

describe('snail', () => {
  const params = initialize(learner.specs, seed(9));
  const { support, query } = episodes({ tasks: 2, shots: 2, queries: 1 }, seed(10));
  const predict = (y: Tensor): Tensor =>
    learner.predict(params, learner.adapt(params, { x: support.x, y }, context), query.x, context);

  it('says the same of every query where the labels of the support are taken away and the network does not look at x', () => {
    const blind = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, name.startsWith('model/') ? tf.zerosLike(value) : value]),
    );
    const adapted = learner.adapt(blind, { x: support.x, y: tf.zerosLike(support.y) }, context);
    const found = learner.predict(blind, adapted, query.x, context);
    expectTreesClose(found, tf.broadcastTo(tf.slice(found, [0, 0, 0], [1, 1, 3]), found.shape));
    expect(tf.max(tf.abs(tf.sub(predict(support.y), predict(tf.reverse(support.y, 2))))).dataSync()[0]).toBeGreaterThan(
      1e-4,
    );
  });

  it('reads a longer support than its convolutions see whole', () => {
    const long = episodes({ tasks: 2, shots: 5, queries: 2 }, seed(11));
    const found = learner.predict(params, learner.adapt(params, long.support, context), long.query.x, context);
    expect(found.shape).toEqual([2, 6, 3]);
  });
});
