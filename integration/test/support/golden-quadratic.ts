import { leaf } from '@innerloop/core';
import type { Episode, Loss, Model } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The model that predicts its only parameter, whatever the input; it starts at 3. */
export const point: Model = {
  specs: { t: { shape: [], initialize: () => tf.scalar(3) } },
  apply: (params, x) => tf.mul(tf.reshape(leaf(params, 't'), [-1, 1, 1]), tf.onesLike(x)),
};

/** `½ a (t − c)²` with targets `(a, c)`: `[T]`. */
export const quadratic: Loss = (predictions, targets) => {
  const [a, c] = tf.split(targets, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.mean(tf.mul(tf.mul(a, 0.5), tf.square(tf.sub(predictions, c))), [1, 2]);
};

/** The task of ALGORITHMS §30b: `L_S(t) = ½ (t − 1)²`, `L_Q(t) = 1.5 (t + 2)²`. */
export const goldenEpisode = (): Episode => ({
  support: { x: tf.ones([1, 1, 1]), y: tf.tensor([1, 1], [1, 1, 2]) },
  query: { x: tf.ones([1, 1, 1]), y: tf.tensor([3, -2], [1, 1, 2]) },
});
