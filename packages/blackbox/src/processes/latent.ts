import type { ActivationName, Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import { mlp, rowsOf, scope, under, within } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { halves } from './halves.js';
import type { SetEncoder } from './set-encoder.js';
import { meanOfRows } from './set-encoder.js';

/** A normal distribution with independent entries. */
export type Gaussian = { readonly mean: Tensor; readonly deviation: Tensor };

/** The distribution of a function's latent variable, given examples of it. */
export interface Latent {
  readonly specs: ParamSpecs;
  /** Entries of z. */
  readonly size: number;
  /** The mean code of the examples, `[T, size of a code]`. */
  code(params: ParamTree, x: Tensor, y: Tensor, context: Context): Tensor;
  /** The mean code of some examples and `count` others, of which it is `code`: nothing of them is looked at again. */
  joined(
    params: ParamTree,
    of: { readonly code: Tensor; readonly count: number },
    x: Tensor,
    y: Tensor,
    context: Context,
  ): Tensor;
  /** `q(z | examples)` of a mean code, `[T, size]` each: `σ = 0.1 + 0.9 · sigmoid(s)`. */
  given(params: ParamTree, code: Tensor, context: Context): Gaussian;
}

/** The latent path: an encoder of its own, and from its mean code mean and deviation of z. Leaves below `encoder/` and `distribution/`. */
export function latentPath(
  encoder: SetEncoder,
  { size, activation = 'relu' }: { readonly size: number; readonly activation?: ActivationName | undefined },
): Latent {
  const hidden = [Math.ceil((encoder.size + size) / 2)];
  const distribution = mlp({ inputs: encoder.size, hidden, outputs: 2 * size, activation });
  return {
    specs: { ...encoder.specs, ...under('distribution', distribution.specs) },
    size,
    code: encoder.code,
    joined: (params, { code, count }, x, y, context) => {
      const own = meanOfRows(encoder.codes(params, x, y, context));
      return tf.div(tf.add(tf.mul(code, count), tf.mul(own, rowsOf(x))), Math.max(count + rowsOf(x), 1));
    },
    given: (params, code, context) => {
      const row = tf.expandDims(code, 1);
      const made = distribution.apply(scope(params, 'distribution'), row, within(context, 'distribution'));
      const [mean, s] = halves(tf.squeeze(made, [1]));
      return { mean, deviation: tf.add(0.1, tf.mul(0.9, tf.sigmoid(s))) };
    },
  };
}
