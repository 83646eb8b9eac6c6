import { InvalidDataError, leaf, mapParams, seed, tidy } from '@innerloop/core';
import type { ParamTree, TaskDistribution, UpdateRule } from '@innerloop/core';
import { regressionEpisodes } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';

/** Regression tasks, the batch drawn from the request's seed. */
export const curves: TaskDistribution = {
  name: 'curves',
  kind: 'regression',
  sample: ({ seed: key, tasks }) => {
    return Promise.resolve(tidy(() => regressionEpisodes()({ tasks, shots: 4, queries: 5 }, key)));
  },
};

/** The same tasks, but from an iteration on the targets are so large that the loss overflows; or another value, NaN for one. */
export function spoiledAfter(iterations: number, value = 3e38): TaskDistribution {
  let count = 0;
  return {
    ...curves,
    async sample(request) {
      const episode = await curves.sample(request);
      count += 1;
      if (count <= iterations) return episode;
      const y = tf.fill(episode.query.y.shape, value);
      episode.query.y.dispose();
      return { ...episode, query: { ...episode.query, y } };
    },
  };
}

export type Moments = { readonly mean: ParamTree; readonly count: tf.Tensor };

/** Descent along a running mean of the gradients: an outer rule with state. */
export const averaged = (rate: number): UpdateRule<Moments> => ({
  name: 'averaged',
  specs: () => ({}),
  start: ({ params }) => ({ mean: mapParams(params, (value) => tf.zerosLike(value)), count: tf.scalar(0) }),
  update: ({ params, grads, state }) => {
    if (state.count.rank !== 0) throw new InvalidDataError('averaged: the state is another.');
    const mean = mapParams(grads, (grad, name) => tf.add(tf.mul(leaf(state.mean, name), 0.9), tf.mul(grad, 0.1)));
    return {
      params: mapParams(params, (value, name) => tf.sub(value, tf.mul(leaf(mean, name), rate))),
      state: { mean, count: tf.add(state.count, 1) },
    };
  },
});

export const key = seed(3);
