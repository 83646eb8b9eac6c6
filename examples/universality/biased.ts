import { align, leaf, rowsOf, scope, tasksOf, under, within, zeros } from '@innerloop/core';
import type { Model, ParamSpec } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The bias transformation: a learned vector beside every input, which adapts like any other leaf, `f([x, b])`.
 *
 * Leaves: `bias` `[size]`, zero at the start, and those of the model, whose input is `size` wider than `x`. Differentiated.
 *
 * @see Finn & Levine 2018, arXiv:1710.11622, §4: it lets one gradient step change a network's input in both directions alike
 */
export function biased(model: Model, size: number): Model {
  const bias: ParamSpec = { shape: [size], initialize: zeros };
  return {
    specs: { bias, ...under('model', model.specs) },
    apply(params, x, context) {
      for (const own of Object.keys(model.specs)) leaf(params, `model/${own}`); // named in full where it is missing
      const vector = tf.mul(align(leaf(params, 'bias'), bias, 3), tf.fill([tasksOf(x), rowsOf(x), 1], 1));
      return model.apply(scope(params, 'model'), tf.concat([x, vector], 2), within(context, 'model'));
    },
  };
}
