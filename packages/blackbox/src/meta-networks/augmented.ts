import { applyPart, dense, InvalidOptionError, leaf, under } from '@innerloop/core';
import type { Context, Model, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Fast weights of a layer, `[T, M, inputs, outputs]` and `[T, M, outputs]`: M of them a task, to be mixed for each example. */
export interface FastLayer {
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

/** How much of each of a task's M fast weights an example uses, `[T, N, M]`. */
export type Shares = Tensor;

/** Fully connected layers in which slow and fast weights act side by side. */
export interface AugmentedLayers {
  readonly specs: ParamSpecs;
  /** With slow weights alone: `[T, N, inputs] → [T, N, outputs]`. */
  readonly slow: Model;
  /** Slow and fast weights, whose leaves are `[T, M, …spec]`. */
  augmented(params: ParamTree, fast: ParamTree, shares: Shares, x: Tensor, context: Context): Tensor;
}

/** `x · Σ_m share_m W_m + Σ_m share_m b_m`, of one product with all fast weights of a task. */
function fastSums(x: Tensor, { kernel, bias }: FastLayer, shares: Shares): Tensor {
  const [tasks, many, inputs, outputs] = kernel.shape as [number, number, number, number];
  const rows = x.shape[1] as number;
  const side = tf.reshape(tf.transpose(kernel, [0, 2, 1, 3]), [tasks, inputs, many * outputs]);
  const each = tf.reshape(tf.matMul(x, side), [tasks, rows, many, outputs]);
  return tf.add(tf.sum(tf.mul(each, tf.expandDims(shares, 3)), 2), tf.matMul(shares, bias));
}

/**
 * A perceptron whose every layer adds the activations of its slow and its fast copy: `h ← σ(h W + b) + σ(h W* + b*)`, and at the end
 * `h W + b + h W* + b*`. Fast weights are a mixture of a task's, other for each example.
 *
 * Leaves: `layer0/kernel`, `layer0/bias`, …; the fast ones have the same names. Gradients flow to both.
 *
 * @throws InvalidOptionError if there is no layer, or a size is not a positive integer
 * @see Munkhdalai & Yu 2017, "Meta Networks", arXiv:1703.00837: layer augmentation
 */
export function augmentedLayers(inputs: number, sizes: readonly number[]): AugmentedLayers {
  if (sizes.length === 0) throw new InvalidOptionError('metaNetworks: expected at least one layer.');
  const layers = sizes.map((outputs, i) => dense({ inputs: sizes[i - 1] ?? inputs, outputs }));
  const name = (i: number): string => `layer${i}`;
  const bent = (sums: Tensor, i: number): Tensor => (i < layers.length - 1 ? tf.relu(sums) : sums);
  const specs = Object.assign({}, ...layers.map((layer, i) => under(name(i), layer.specs))) as ParamSpecs;
  return {
    specs,
    slow: {
      specs,
      apply: (params, x, context) =>
        layers.reduce((value, layer, i) => bent(applyPart(layer, name(i), params, value, context), i), x),
    },
    augmented: (params, fast, shares, x, context) =>
      layers.reduce((value, layer, i) => {
        const own = { kernel: leaf(fast, `${name(i)}/kernel`), bias: leaf(fast, `${name(i)}/bias`) };
        const slow = bent(applyPart(layer, name(i), params, value, context), i);
        return tf.add(slow, bent(fastSums(value, own, shares), i));
      }, x),
  };
}
