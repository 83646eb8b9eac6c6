import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { differentiate, leaf, mapParams, meanSquaredError, spread, tasksOf } from '../../src/index.js';
import type { Context, Episode, Model, ParamTree } from '../../src/index.js';

/** MAML's outer objective after two steps of gradient descent at 0.1, written out: what second-order laws are about. */
export function metaObjective(model: Model, { support, query }: Episode) {
  return (params: ParamTree, context: Context): Tensor => {
    let adapted = spread(params, model.specs, tasksOf(support.x));
    for (let step = 0; step < 2; step++) {
      const { grads } = differentiate(
        (at, inner) => meanSquaredError(model.apply(at, support.x, inner), support.y),
        adapted,
        context,
      );
      adapted = mapParams(adapted, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), 0.1)));
    }
    return tf.mean(meanSquaredError(model.apply(adapted, query.x, context), query.y));
  };
}
