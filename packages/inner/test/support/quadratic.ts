import { constant, leaf } from '@innerloop/core';
import type { Episode, InnerLearner, Loss, Model, UpdateRule } from '@innerloop/core';
import { referenceLearner } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';

/** One parameter `t`, predicted for every example. */
const model: Model = {
  specs: { t: { shape: [], initialize: constant(3) } },
  apply: (params, x) => {
    const t = leaf(params, 't');
    return tf.mul(tf.reshape(t, [t.shape[0], 1, 1]), tf.onesLike(x));
  },
};

/** `½ a (t − c)²` with targets `(a, c)`. */
const loss: Loss = (predictions, targets) => {
  const [a, c] = tf.split(targets, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.mean(tf.mul(tf.mul(a, 0.5), tf.square(tf.sub(predictions, c))), [1, 2]);
};

/** The one-dimensional quadratic task of ALGORITHMS §30b: `L_S(t) = ½ (t − 1)²`, `L_Q(t) = 1.5 (t + 2)²`, from `t = 3`. */
export const quadraticEpisode = (): Episode => ({
  support: { x: tf.ones([1, 1, 1]), y: tf.tensor([1, 1], [1, 1, 2]) },
  query: { x: tf.ones([1, 1, 1]), y: tf.tensor([3, -2], [1, 1, 2]) },
});

/** A learner of that task. */
export const quadraticLearner = (rule: UpdateRule, steps: number): InnerLearner =>
  referenceLearner({ model, rule, steps, loss });
