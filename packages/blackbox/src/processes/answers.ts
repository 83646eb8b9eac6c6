import type { Predictive, Tensor } from '@innerloop/core';
import { crossEntropy, gaussianLogDensity, spreadOf } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Gaussian } from './latent.js';
import { halves } from './halves.js';

/** What a decoder's outputs, `[T, M, S, outputs of the decoder]`, are for a kind of task. */
export interface Answers {
  /** Outputs of the decoder for so many outputs of the task. */
  width(outputs: number): number;
  /** The one answer of the first sample, `[T, M, outputs]`: values, or logits. */
  one(decoded: Tensor): Tensor;
  /** The answer of each sample, `[T, M, S, outputs]`: values, or probabilities. */
  each(decoded: Tensor): Tensor;
  /** What is believed over all samples. */
  predictive(decoded: Tensor): Predictive;
  /** `[T]`, minus the log density of the targets under the first sample, the mean over examples. */
  loss(decoded: Tensor, y: Tensor): Tensor;
}

/** `[T, M, S, …]` at the first of S. */
const first = (decoded: Tensor): Tensor => {
  const [tasks, rows, , width] = decoded.shape as [number, number, number, number];
  return tf.reshape(tf.slice(decoded, [0, 0, 0, 0], [tasks, rows, 1, width]), [tasks, rows, width]);
};

/** `(μ, s)`, `σ = 0.1 + 0.9 · softplus(s)`: so a deviation is at least 0.1. */
function gaussian(decoded: Tensor): Gaussian {
  const [mean, s] = halves(decoded);
  return { mean, deviation: tf.add(0.1, tf.mul(0.9, tf.softplus(s))) };
}

/** Values with normal noise: the decoder gives mean and deviation. */
export const values: Answers = {
  width: (outputs) => 2 * outputs,
  one: (decoded) => gaussian(first(decoded)).mean,
  each: (decoded) => gaussian(decoded).mean,
  predictive: (decoded) => {
    const { mean, deviation } = gaussian(decoded);
    const spread = spreadOf(mean);
    return { mean: spread.mean, variance: tf.add(spread.variance, tf.mean(tf.square(deviation), 2)) };
  },
  loss: (decoded, y) => {
    const { mean, deviation } = gaussian(first(decoded));
    return tf.neg(tf.mean(tf.sum(gaussianLogDensity(y, mean, deviation), 2), 1));
  },
};

/** Logits of classes. */
export const classes: Answers = {
  width: (outputs) => outputs,
  one: first,
  each: (decoded) => tf.softmax(decoded),
  predictive: (decoded) => spreadOf(tf.softmax(decoded)),
  loss: (decoded, y) => crossEntropy(first(decoded), y),
};
