import { broadcast } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { ridgeWeights } from './ridge-regression.js';

/** `[T or 1, 1, 1]` for each task and class: `[T·classes, 1, 1]`. */
const eachClass = (regularization: Tensor, tasks: number, classes: number): Tensor =>
  tf.reshape(broadcast(regularization, [tasks, classes, 1]), [tasks * classes, 1, 1]);

/**
 * One step of Newton from logits `η`, as ridge regression of weighted rows. With `μ = σ(η)` and `s = μ (1 − μ)`, rows count `√s` and ask
 * for `√s z`, `z = η + (y − μ) / s`; both are written by exponentials that do not cancel: `√s = 1 / (e^(η/2) + e^(−η/2))`,
 * `(y − μ) / √s = y e^(−η/2) − (1 − y) e^(η/2)`.
 */
function newton(x: Tensor, y: Tensor, logits: Tensor, regularization: Tensor): Tensor {
  const [up, down] = [tf.exp(tf.mul(logits, 0.5)), tf.exp(tf.mul(logits, -0.5))];
  const root = tf.div(1, tf.add(up, down));
  const residual = tf.sub(tf.mul(y, down), tf.mul(tf.sub(1, y), up));
  return ridgeWeights(tf.mul(root, x), tf.add(tf.mul(root, logits), residual), regularization);
}

/**
 * Logistic regression, each class against the rest, by iteratively reweighted least squares: Newton's method on
 * `Σ −log p(y | xw) + λ/2 ‖w‖²` from `w = 0`, so many steps, all of them differentiated.
 *
 * @param x               `[T, n, features]`
 * @param y               `[T, n, classes]`, from 0 to 1
 * @param regularization  `λ > 0`, `[T or 1, 1, 1]`
 * @returns `[T, features, classes]`
 */
export function logisticWeights(x: Tensor, y: Tensor, regularization: Tensor, steps: number): Tensor {
  const [tasks, examples, features] = x.shape as [number, number, number];
  const classes = y.shape[2] as number;
  const rows = tf.reshape(broadcast(tf.expandDims(x, 1), [tasks, classes, examples, features]), [
    tasks * classes,
    examples,
    features,
  ]);
  const labels = tf.reshape(tf.transpose(y, [0, 2, 1]), [tasks * classes, examples, 1]);
  const penalty = eachClass(regularization, tasks, classes);
  let weights = newton(rows, labels, tf.zerosLike(labels), penalty);
  for (let step = 1; step < steps; step++) weights = newton(rows, labels, tf.matMul(rows, weights), penalty);
  return tf.transpose(tf.reshape(weights, [tasks, classes, features]), [0, 2, 1]);
}
