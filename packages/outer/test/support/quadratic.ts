import { leaf } from '@innerloop/core';
import type { Episode, Loss, Model, UpdateRule } from '@innerloop/core';
import { mapParams } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** One number: the model that predicts its only parameter, whatever the input. Starts at 3. */
export const point: Model = {
  specs: { theta: { shape: [], initialize: () => tf.scalar(3) } },
  apply: (params, x) => {
    const theta = leaf(params, 'theta');
    const tasks = x.shape[0];
    return tf.mul(theta.rank === 0 ? theta : tf.reshape(theta, [tasks, 1, 1]), tf.ones([tasks, 1, 1]));
  },
};

/** `½ h (t − a)²` with targets `[…, (a, h)]`: `[T]`. */
export const quadratic: Loss = (predictions, targets) => {
  const [aim, curvature] = tf.split(targets, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.mean(tf.mul(tf.mul(curvature, 0.5), tf.square(tf.sub(predictions, aim))), [1, 2]);
};

/** The task of ALGORITHMS §30b: `L_S = ½ (t − 1)²`, `L_Q = 1.5 (t + 2)²`. */
export const goldenEpisode = (): Episode => ({
  support: { x: tf.zeros([1, 1, 1]), y: tf.tensor3d([1, 1], [1, 1, 2]) },
  query: { x: tf.zeros([1, 1, 1]), y: tf.tensor3d([-2, 3], [1, 1, 2]) },
});

/** Plain gradient descent with a fixed rate. */
export const descent = (rate: number): UpdateRule => ({
  name: 'descent',
  specs: () => ({}),
  start: () => ({}),
  update: ({ params, grads, state }) => ({
    params: mapParams(params, (value, name) => tf.sub(value, tf.mul(leaf(grads, name), rate))),
    state,
  }),
});
