import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Beside the squared length of what is normalised, so that zero has a direction of length zero and a derivative. */
const small = 1e-8;

/** `√(‖x‖² + 1e-8)` along an axis, which stays with length 1. */
export const lengths = (vectors: Tensor, axis: number): Tensor =>
  tf.sqrt(tf.add(tf.sum(tf.square(vectors), axis, true), small));

/** Vectors along an axis, each of length 1: `x / √(‖x‖² + 1e-8)`. A vector of zeros stays so, with the slope 1e4; gradients flow to any order. */
export const unit = (vectors: Tensor, axis: number): Tensor => tf.div(vectors, lengths(vectors, axis));
