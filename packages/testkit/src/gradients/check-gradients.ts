import { differentiate, leaf, seed, tidy } from '@innerloop/core';
import type { Context, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { compareWithDifferences } from './report.js';
import type { DifferenceOptions, GradientReport } from './report.js';

/** A tensor-valued function of parameters; the sum of its entries is what is differentiated. */
export type Differentiable = (params: ParamTree, context: Context) => Tensor;

export interface CheckGradientsOptions extends DifferenceOptions {
  /** Which derivative is checked: 1 the gradient (default), 2 that of the gradient's product with a random direction, and so on. */
  readonly order?: number;
  readonly context?: Context;
}

/** `p ↦ ∇f(p) ∘ v` with a fixed random `v`, flat: its sum is a directional derivative of `f`. */
function directional(f: Differentiable, at: ParamTree, key: Context['key']): Differentiable {
  const names = Object.keys(at);
  return (params, context) => {
    const { grads } = differentiate(f, params, context);
    const products = names.map((name) =>
      tf.mul(leaf(grads, name), key.fold(name).draw('normal', leaf(at, name).shape)),
    );
    return tf.concat(products.map((product) => tf.reshape(product, [-1])));
  };
}

/**
 * Checks `differentiate` on a function against central finite differences, along random directions of all leaves at once and of each leaf.
 *
 * @param f   smooth near `at`; the sum of its entries is differentiated
 * @throws LawError that names the leaves, with both numbers
 */
export function checkGradients(f: Differentiable, at: ParamTree, options: CheckGradientsOptions = {}): GradientReport {
  const { order = 1, context = { key: seed(0), mode: 'train', order: 'exact' }, ...differences } = options;
  let subject = f;
  for (let k = 1; k < order; k++) subject = directional(subject, at, seed(0).fold('order').fold(k));
  const grads = tidy(() => differentiate(subject, at, context).grads);
  try {
    return compareWithDifferences((params) => subject(params, context), grads, at, differences);
  } finally {
    Object.values(grads).forEach((tensor) => tensor.dispose());
  }
}
