import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectVectors } from './expect-vectors.js';
import { lengths } from './unit.js';

/**
 * The cosine of the angle between each vector of `a` and each of `b`: `[T, Q, d] × [T, N, d] → [T, Q, N]`, in [−1, 1] up to rounding.
 *
 * It is `u(a) · u(b)` with `u(x) = x / √(‖x‖² + 1e-8)`, so it is smooth everywhere: at a vector of zeros the value is 0 and the slope by that
 * vector is `1e4 · u(b)`. Lengths far above 1e-4 do not matter. Gradients flow to both, to any order.
 *
 * @throws InvalidDataError if the shapes do not match
 * @see Vinyals et al. 2016, "Matching Networks for One Shot Learning", §2.1, arXiv:1606.04080
 */
export function cosineSimilarity(a: Tensor, b: Tensor): Tensor {
  expectVectors('cosineSimilarity', a, b);
  // Lengths divide the products, not the vectors, which may be longer than they are many: a memory is read once and not written.
  const products = tf.div(tf.matMul(a, b, false, true), lengths(a, -1));
  return tf.div(products, tf.transpose(lengths(b, -1), [0, 2, 1]));
}
