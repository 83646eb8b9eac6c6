import { choleskySolve } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Adds `λ I` to symmetric matrices. */
function damped(matrices: Tensor, regularization: Tensor): Tensor {
  const n = matrices.shape[1] as number;
  return tf.add(matrices, tf.mul(tf.expandDims(tf.eye(n), 0), regularization));
}

/**
 * The dual variables `A = (X Xᵀ + λ I)⁻¹ Y` of ridge regression, `[B, n, outputs]`: the weights are `Xᵀ A`.
 *
 * @param x               `[B, n, features]`
 * @param y               `[B, n, outputs]`
 * @param regularization  `λ > 0`, `[B or 1, 1, 1]`
 */
export const ridgeDuals = (x: Tensor, y: Tensor, regularization: Tensor): Tensor =>
  choleskySolve(damped(tf.matMul(x, x, false, true), regularization), y);

/**
 * The weights `W [B, features, outputs]` that minimise `‖X W − Y‖² + λ ‖W‖²`: from the duals where there are no more examples than
 * features, else as `(Xᵀ X + λ I)⁻¹ Xᵀ Y`. The two are equal; the smaller system is solved.
 *
 * Differentiable by `x`, `y` and `regularization` to any order.
 */
export function ridgeWeights(x: Tensor, y: Tensor, regularization: Tensor): Tensor {
  const [, examples, features] = x.shape as [number, number, number];
  if (examples <= features) return tf.matMul(x, ridgeDuals(x, y, regularization), true);
  return choleskySolve(damped(tf.matMul(x, x, true), regularization), tf.matMul(x, y, true));
}
