import { broadcast, dense, rowsOf } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CausalLayer } from './layer.js';

export interface DenseBlockOptions {
  readonly inputs: number;
  /** How far back the earlier tap of the convolution lies, in examples. */
  readonly dilation: number;
  readonly filters: number;
}

/** Rows of `x` moved back by `lag`, with zeros where nothing was. */
function lagged(x: Tensor, lag: number): Tensor {
  const [tasks, rows, width] = x.shape as [number, number, number];
  const zeros = tf.zeros([tasks, Math.min(lag, rows), width]);
  return lag >= rows ? zeros : tf.concat([zeros, tf.slice(x, [0, 0, 0], [tasks, rows - lag, width])], 1);
}

/** The row `lag` before the one that comes next, for each of `count` branches. */
function before(past: Tensor, lag: number, count: number): Tensor {
  const [tasks, rows, width] = past.shape as [number, number, number];
  if (lag > rows) return tf.zeros([tasks, count, width]);
  return broadcast(tf.slice(past, [0, rows - lag, 0], [tasks, 1, width]), [tasks, count, width]);
}

/**
 * A causal convolution of kernel 2, gated, whose result is joined to its input: with `z_i = [x_{i − dilation}, x_i] · W + b` in two halves
 * a and g, `y_i = [x_i, tanh(a) ∘ σ(g)]`. What lies before the first example is zero.
 *
 * Leaves: `kernel` `[2 · inputs, 2 · filters]`, `bias` `[2 · filters]`. Outputs: `inputs + filters`. Gradients flow to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Mishra et al. 2018, "A Simple Neural Attentive Meta-Learner", arXiv:1707.03141, §3.1
 */
export function denseBlock({ inputs, dilation, filters }: DenseBlockOptions): CausalLayer<Tensor> {
  const taps = dense({ inputs: 2 * inputs, outputs: 2 * filters });
  const joined: (...given: Parameters<CausalLayer<Tensor>['after']>) => Tensor = (params, x, earlier, context) => {
    const sums = taps.apply(params, tf.concat([earlier, x], 2), context);
    const [value, gate] = tf.split(sums, 2, 2) as [Tensor, Tensor];
    return tf.concat([x, tf.mul(tf.tanh(value), tf.sigmoid(gate))], 2);
  };
  return {
    specs: taps.specs,
    inputs,
    outputs: inputs + filters,
    past: (_params, x) => x,
    along: (params, x, past, context) => joined(params, x, lagged(past, dilation), context),
    after: (params, x, past, context) => joined(params, x, before(past, dilation, rowsOf(x)), context),
  };
}
