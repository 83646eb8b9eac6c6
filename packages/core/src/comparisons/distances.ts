import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectVectors } from './expect-vectors.js';

function squares(where: string, a: Tensor, b: Tensor): Tensor {
  expectVectors(where, a, b);
  return tf.sum(tf.square(tf.sub(tf.expandDims(a, 2), tf.expandDims(b, 1))), 3);
}

/**
 * `‖a_q − b_n‖²` of each vector of `a` and each of `b`: `[T, Q, d] × [T, N, d] → [T, Q, N]`.
 *
 * Differences are taken first, so that near points far from the origin keep their distance; `‖a‖² − 2 a·b + ‖b‖²` would lose it.
 * That takes memory for `T · Q · N · d` numbers. Gradients flow to both, to any order.
 *
 * @throws InvalidDataError if the shapes do not match
 */
export const squaredDistances = (a: Tensor, b: Tensor): Tensor => squares('squaredDistances', a, b);

/**
 * `‖a_q − b_n‖`, the root of `squaredDistances`: `[T, Q, d] × [T, N, d] → [T, Q, N]`.
 *
 * Gradients flow to both, to any order. Where two points are equal the slope is 0, the middle of the subgradients, and so is the second
 * derivative.
 *
 * @throws InvalidDataError if the shapes do not match
 */
export const euclideanDistances = (a: Tensor, b: Tensor): Tensor => tf.sqrt(squares('euclideanDistances', a, b));
