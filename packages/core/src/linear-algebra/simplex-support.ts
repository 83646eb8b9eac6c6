import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { SimplexProgram } from './simplex-program.js';
import { choleskySolve } from './cholesky-solve.js';

/** The directions that keep a row's sum and its zeros, as orthogonal projections `[T, n, k, k]`: `diag(s) − s sᵀ / Σ s`. */
function directionsOf(support: Tensor): Tensor {
  const k = support.shape[2] as number;
  const diagonal = tf.mul(tf.expandDims(support, -1), tf.reshape(tf.eye(k), [1, 1, k, k]));
  const shares = tf.div(support, tf.sum(support, -1, true));
  return tf.sub(diagonal, tf.mul(tf.expandDims(support, -1), tf.expandDims(shares, -2)));
}

/**
 * `P (K ⊗ I) P + (I − P)`, `[T, n·k, n·k]`: what the program's quadratic form does to directions `P`, and nothing to all others, so that
 * it is positive definite. Its block (i, j) is `K_ij P_i P_j`.
 */
function reducedForm(quadratic: Tensor, directions: Tensor): Tensor {
  const [tasks, n, k] = directions.shape as [number, number, number];
  const size = n * k;
  const rows = tf.reshape(directions, [tasks, size, k]);
  const blocks = tf.reshape(tf.matMul(rows, rows, false, true), [tasks, n, k, n, k]);
  const form = tf.mul(blocks, tf.reshape(quadratic, [tasks, n, 1, n, 1]));
  const own = tf.reshape(tf.eye(n), [1, n, 1, n, 1]);
  const rest = tf.sub(tf.reshape(tf.eye(size), [1, n, k, n, k]), tf.mul(tf.expandDims(directions, 3), own));
  return tf.reshape(tf.add(form, rest), [tasks, size, size]);
}

/**
 * The minimum of a program among the points whose entries are zero where `support` is, whatever their sign elsewhere: from the point
 * that shares the total out evenly, along the directions that keep rows' sums. One system, differentiable by `quadratic` and `linear`.
 *
 * @param support  1 or 0 `[T, n, k]`, at least one 1 a row; a constant
 */
export function minimizerOnSupport({ quadratic, linear, total }: SimplexProgram, support: Tensor): Tensor {
  const [tasks, n, k] = linear.shape as [number, number, number];
  const directions = directionsOf(support);
  const start = tf.mul(tf.div(support, tf.sum(support, -1, true)), total);
  const slope = tf.add(tf.matMul(quadratic, start), linear);
  const along = tf.matMul(directions, tf.expandDims(slope, -1));
  const solved = choleskySolve(reducedForm(quadratic, directions), tf.reshape(along, [tasks, n * k, 1]));
  return tf.sub(start, tf.reshape(solved, [tasks, n, k]));
}
