import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import { tasksOf } from '../task-axis/data.js';
import { expectWithin } from './expect.js';

/**
 * In `train` mode each entry is zero with probability `rate` and `x / (1 − rate)` otherwise, so that the mean stays; in `test` mode it is `x`.
 * The mask is drawn from the context's key, each task from its own stream: a batch of tasks equals the loop over them.
 *
 * @throws InvalidOptionError unless 0 ≤ rate < 1
 * @see Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
 */
export function dropout({ rate }: { readonly rate: number }): Model {
  expectWithin('dropout', 'rate', rate, 0, 1);
  return {
    specs: {},
    apply(_params, x, { key, mode }) {
      if (mode === 'test' || rate === 0) return tf.reshape(x, x.shape);
      const drawn = key.draw('uniform', x.shape.slice(1), tasksOf(x));
      return tf.mul(x, tf.div(tf.cast(tf.greaterEqual(drawn, rate), 'float32'), 1 - rate));
    },
  };
}
