import { choleskySolve, stopGradient } from '@innerloop/core';
import type { Predictive, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface LinearPosteriorGiven {
  /** `Φ [T, n, features]` */
  readonly features: Tensor;
  /** `Y [T, n, outputs]` */
  readonly targets: Tensor;
  /** The prior variance `s²` of a weight, `[T or 1, 1, 1]`. */
  readonly variance: Tensor;
  /** The variance `σ²` of the noise, `[T or 1, 1, 1]`. */
  readonly noise: Tensor;
}

const transposed = (x: Tensor): Tensor => tf.transpose(x, [0, 2, 1]);

/**
 * `(Z Zᵀ + ρ I)⁻¹ b`, from a first solution `x₀` as `x₀ + (Z Zᵀ + ρ I)⁻¹ (b − Z Zᵀ x₀ − ρ x₀)`, where `left(x₀)` computes what stands in
 * brackets without a difference of large numbers.
 *
 * The sum equals the solution whatever `x₀` is, so `x₀` is a constant and derivatives of all orders are right; they go through the
 * second term alone, whose right-hand side is nearly zero, and keep their digits as the value does.
 */
function solvedTwice(z: Tensor, ridge: Tensor, b: Tensor, left: (first: Tensor) => Tensor): Tensor {
  const n = z.shape[1] as number;
  const system = tf.add(tf.matMul(z, z, false, true), tf.mul(ridge, tf.expandDims(tf.eye(n), 0)));
  const first = stopGradient(choleskySolve(system, b));
  return tf.add(first, choleskySolve(system, left(first)));
}

interface Explained {
  /** `c [T, n, N]`: how much of each example a query is. */
  readonly shares: Tensor;
  /** `φ − Φᵀ c [T, features, N]`: what of it no example explains. */
  readonly rest: Tensor;
}

/** By the system that is smaller: `c = (Φ Φᵀ + ρ I)⁻¹ Φ φ`, or `c = Φ u` with `u = (Φᵀ Φ + ρ I)⁻¹ φ`, of which `ρ u` is the rest. */
function explained(features: Tensor, ridge: Tensor, at: Tensor): Explained {
  const [, rows, width] = features.shape as [number, number, number];
  const asked = transposed(at);
  if (rows <= width) {
    const restOf = (shares: Tensor): Tensor => tf.sub(asked, tf.matMul(features, shares, true));
    const shares = solvedTwice(features, ridge, tf.matMul(features, asked), (first) =>
      tf.sub(tf.matMul(features, restOf(first)), tf.mul(ridge, first)),
    );
    return { shares, rest: restOf(shares) };
  }
  const solved = solvedTwice(transposed(features), ridge, asked, (first) =>
    tf.sub(tf.sub(asked, tf.matMul(features, tf.matMul(features, first), true)), tf.mul(ridge, first)),
  );
  return { shares: tf.matMul(features, solved), rest: tf.mul(ridge, solved) };
}

/**
 * Bayesian linear regression, `Y = Φ W + ε`, `W ~ N(0, s²)`, `ε ~ N(0, σ²)`: what it predicts at `φ [T, N, features]`, mean `[T, N, outputs]`
 * and variance `[T, N, 1]`, that of the noise included.
 *
 * With `ρ = σ² / s²` and `c = (Φ Φᵀ + ρ I)⁻¹ Φ φ` the mean is `Yᵀ c` and the variance `s² ‖φ − Φᵀ c‖² + σ² ‖c‖² + σ²`. That equals
 * `s² φᵀ φ − s² φᵀ Φᵀ K⁻¹ Φ φ s² + σ²`, `K = s² Φ Φᵀ + σ² I`, but is a sum of squares: near the support the difference of two large numbers has
 * no digits left in single precision. It is the smallest such sum over `c`, so errors of `c` count by their square. Gradients flow to
 * everything.
 */
export function linearPosterior({ features, targets, variance, noise }: LinearPosteriorGiven, at: Tensor): Predictive {
  const { shares, rest } = explained(features, tf.div(noise, variance), at);
  const squares = (x: Tensor): Tensor => transposed(tf.sum(tf.square(x), 1, true));
  const open = tf.add(tf.mul(variance, squares(rest)), tf.mul(noise, squares(shares)));
  return { mean: tf.matMul(shares, targets, true), variance: tf.add(open, noise) };
}
