import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context } from '../contracts/model.js';
import type { ParamTree } from '../contracts/tree.js';
import { mapParams } from '../params/named.js';
import { gradientsAt } from './gradients-at.js';

/** What `differentiate` found: the function's value, its gradients by name, and what was reported meanwhile. */
export type Derivative = { readonly value: Tensor; readonly grads: ParamTree; readonly reported: ParamTree };

/**
 * Value and gradient of `Σ f(at, context)` by every leaf of `at`; it may be nested to any order.
 * A leaf that `f` does not depend on has gradient zero.
 *
 * Reports made inside `f` are handed out as `reported`, alive in the caller's scope, and do not reach `context.report`.
 * They stay in the graph of a surrounding `differentiate`: statistics of the support that normalise the query are a path of the meta-gradient.
 *
 * @param f     tensor-valued, of any shape: the gradient is that of the sum over its entries
 * @throws EngineError if `useBackend` was not called, since TensorFlow.js' own gradients are silently wrong in second order
 */
export function differentiate(
  f: (params: ParamTree, context: Context) => Tensor,
  at: ParamTree,
  context: Context,
): Derivative {
  const names = Object.keys(at);
  const kept: Record<string, Tensor> = {};
  const report = (name: string, value: Tensor): void => {
    kept[name]?.dispose();
    kept[name] = tf.keep(tf.clone(value));
  };
  try {
    const { value, grads } = gradientsAt(() => f(at, { ...context, report }), Object.values(at));
    return {
      value,
      grads: Object.fromEntries(names.map((name, i) => [name, grads[i] as Tensor])),
      reported: mapParams(kept, (tensor) => tf.clone(tensor)),
    };
  } finally {
    Object.values(kept).forEach((tensor) => tensor.dispose());
  }
}
