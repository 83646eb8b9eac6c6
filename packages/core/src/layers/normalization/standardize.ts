import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpec, ParamSpecs } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import { ones, zeros } from '../../params/initializers.js';
import { leaf } from '../../params/named.js';
import { align } from '../../task-axis/leaf.js';

/** Data less their mean, and the variance to divide by, which broadcasts against them. */
export type Centred = { readonly centred: Tensor; readonly variance: Tensor };

/** Mean and variance as well. */
export type Moments = Centred & { readonly mean: Tensor };

/** `x − mean` and the (biased) variance over some axes, which stay as ones. Gradients flow through both. */
export function centre(x: Tensor, axes: number[]): Moments {
  const mean = tf.mean(x, axes, true);
  const centred = tf.sub(x, mean);
  return { mean, centred, variance: tf.mean(tf.square(centred), axes, true) };
}

/** The leaves of `scale · x + offset` over the last axis, those that are wanted. */
export function affineSpecs(features: number, scale: boolean, offset: boolean): ParamSpecs {
  const of = (initialize: ParamSpec['initialize']): ParamSpec => ({
    shape: [features],
    initialize,
    ofNormalization: true,
  });
  return {
    ...(scale ? { scale: of(ones) } : {}),
    ...(offset ? { offset: of(zeros) } : {}),
  };
}

/**
 * `scale · (x − mean) / √(variance + epsilon) + offset`, with those of the two leaves that there are specs of.
 * The factor is made first, in the small shape of the variance, so the data are passed over once for it.
 */
export function standardize(data: Centred, params: ParamTree, specs: ParamSpecs, epsilon: number): Tensor {
  const { centred, variance } = data;
  const deviation = tf.sqrt(tf.add(variance, epsilon));
  const { scale, offset } = specs;
  const gain = scale === undefined ? tf.scalar(1) : align(leaf(params, 'scale'), scale, centred.rank);
  const scaled = tf.mul(centred, tf.div(gain, deviation));
  return offset === undefined ? scaled : tf.add(scaled, align(leaf(params, 'offset'), offset, centred.rank));
}

/** `scale · x + offset` over the last axis, with those of the two leaves that there are specs of. Gradients flow. */
export function affine(x: Tensor, params: ParamTree, { scale, offset }: ParamSpecs): Tensor {
  const scaled = scale === undefined ? x : tf.mul(x, align(leaf(params, 'scale'), scale, x.rank));
  return offset === undefined ? scaled : tf.add(scaled, align(leaf(params, 'offset'), offset, x.rank));
}
