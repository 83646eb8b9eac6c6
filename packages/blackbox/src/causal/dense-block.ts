import { causalConv } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CausalLayer } from './layer.js';

export interface DenseBlockOptions {
  readonly inputs: number;
  /** How far back the earlier tap of the convolution lies, in examples. */
  readonly dilation: number;
  readonly filters: number;
}

/** The input, and behind it `tanh(a) ∘ σ(g)` of sums that are a and g side by side. */
function joined(x: Tensor, sums: Tensor): Tensor {
  const [value, gate] = tf.split(sums, 2, 2) as [Tensor, Tensor];
  return tf.concat([x, tf.mul(tf.tanh(value), tf.sigmoid(gate))], 2);
}

/**
 * A causal convolution of kernel 2, gated, whose result is joined to its input: with `z_i = x_{i − dilation} · W_0 + x_i · W_1 + b` in two halves
 * a and g, `y_i = [x_i, tanh(a) ∘ σ(g)]`. What lies before the first example is zero.
 *
 * Leaves: `kernel` `[2, inputs, 2 · filters]`, `bias` `[2 · filters]`. Outputs: `inputs + filters`. Gradients flow to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Mishra et al. 2018, "A Simple Neural Attentive Meta-Learner", arXiv:1707.03141, §3.1
 */
export function denseBlock({ inputs, dilation, filters }: DenseBlockOptions): CausalLayer<Tensor> {
  const conv = causalConv({ inputs, outputs: 2 * filters, dilation });
  return {
    specs: conv.specs,
    inputs,
    outputs: inputs + filters,
    past: (_params, x) => x,
    along: (params, x, past) => joined(x, conv.along(params, x, past)),
    after: (params, x, past) => joined(x, conv.step(params, x, past)),
  };
}
