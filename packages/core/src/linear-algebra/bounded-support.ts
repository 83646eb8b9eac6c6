import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { untaped } from '../gradients/stop-gradient.js';
import { choleskySolve } from './cholesky-solve.js';
import type { BoundedProgram } from './bounded-program.js';

/** The directions that keep a row's sum and the entries at their bounds, as orthogonal projections `[T, n, k, k]`: `diag(s) − s sᵀ / Σ s`. */
function directionsOf(free: Tensor): Tensor {
  const k = free.shape[2] as number;
  const diagonal = tf.mul(tf.expandDims(free, -1), tf.reshape(tf.eye(k), [1, 1, k, k]));
  const shares = tf.div(free, tf.sum(free, -1, true));
  return tf.sub(diagonal, tf.mul(tf.expandDims(free, -1), tf.expandDims(shares, -2)));
}

/** The diagonal of each matrix, `[T, n, 1]`. */
export function diagonalOf(quadratic: Tensor): Tensor {
  const n = quadratic.shape[1] as number;
  return tf.sum(tf.mul(quadratic, tf.expandDims(tf.eye(n), 0)), -1, true);
}

/**
 * `P (K ⊗ I) P + d (I − P)`, `[T, n·k, n·k]`: what the program's quadratic form does to directions `P`, and nothing but a scale to all
 * others, so that it is positive definite. Its block (i, j) is `K_ij P_i P_j`. The scale `d` is that of the row in `K`: with 1 in its
 * place, rounding of a large `K` would leak into the directions that are none.
 */
function reducedForm(quadratic: Tensor, directions: Tensor): Tensor {
  const [tasks, n, k] = directions.shape as [number, number, number];
  const size = n * k;
  const rows = tf.reshape(directions, [tasks, size, k]);
  const blocks = tf.reshape(tf.matMul(rows, rows, false, true), [tasks, n, k, n, k]);
  const form = tf.mul(blocks, tf.reshape(quadratic, [tasks, n, 1, n, 1]));
  const scale = untaped(() => tf.reshape(diagonalOf(quadratic), [tasks, n, 1, 1, 1]));
  const own = tf.mul(scale, tf.reshape(tf.eye(n), [1, n, 1, n, 1]));
  const rest = tf.sub(tf.reshape(tf.eye(k), [1, 1, k, 1, k]), tf.expandDims(directions, 3));
  return tf.reshape(tf.add(form, tf.mul(rest, own)), [tasks, size, size]);
}

/**
 * The minimum of a program among the points whose entries are at their bounds where `free` is 0, whatever they are elsewhere: from the
 * point whose free entries share evenly what the others leave, along the directions that keep rows' sums. One system, differentiable by
 * `quadratic` and `linear`. It is solved for the free entries themselves, so small ones keep their digits beside large bounds.
 *
 * @param free  1 or 0 `[T, n, k]`, at least one 1 a row; a constant
 */
export function minimizerWhereFree({ quadratic, linear, upper, total }: BoundedProgram, free: Tensor): Tensor {
  const [tasks, n, k] = linear.shape as [number, number, number];
  const directions = directionsOf(free);
  const reached = tf.mul(upper, tf.sub(1, free));
  const left = tf.sub(total, tf.sum(reached, -1, true));
  const start = tf.add(reached, tf.mul(tf.div(free, tf.sum(free, -1, true)), left));
  const slope = tf.add(tf.matMul(quadratic, start), linear);
  const along = tf.matMul(directions, tf.expandDims(slope, -1));
  const solved = choleskySolve(reducedForm(quadratic, directions), tf.reshape(along, [tasks, n * k, 1]));
  const step = tf.matMul(directions, tf.reshape(solved, [tasks, n, k, 1]));
  return tf.sub(start, tf.reshape(step, [tasks, n, k]));
}
