import { stopGradient } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

const root = tf.customGrad<Tensor>((v, save) => {
  (save as (tensors: Tensor[]) => void)([v as Tensor]);
  return {
    value: tf.sqrt(v as Tensor),
    gradFunc: (dy, saved) => {
      const [x] = saved as [Tensor];
      const zero = stopGradient(tf.cast(tf.equal(x, 0), 'float32'));
      return tf.mul(dy, tf.div(0.5, tf.sqrt(tf.add(x, zero))));
    },
  };
});

/**
 * `√v` of running sizes `v` of squared gradients: its derivative at 0 is finite, and vanishes with that of `v = g²`. It is that of
 * `√(v + 1)` there, to any order.
 */
export const rootOf = (v: Tensor): Tensor => root(v);
