import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/model.js';
import { stopGradient } from '../gradients/stop-gradient.js';
import { expectSeveral, expectWays } from './expect.js';

/**
 * `x − log Σ exp x` over the last axis. The largest entry is taken out first, so nothing overflows; the value does not depend on what is taken
 * out, so no gradient flows through it.
 */
function logSoftmax(x: Tensor): Tensor {
  const shifted = tf.sub(x, stopGradient(tf.max(x, -1, true)));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}

/**
 * `−mean over examples of Σ label · log softmax(logits)`: `[T, N, ways]` twice to `[T]`. Labels are one-hot, or any distribution over the ways.
 * Stable for logits of any size; gradients of any order flow to logits and labels.
 *
 * A mean, so that step sizes published for a sum over the examples of a class must be multiplied by the number of ways.
 *
 * @throws InvalidDataError if the ways of logits and labels differ, or their shapes otherwise, or there is one output, of which a softmax is always 1
 */
export const crossEntropy: Loss = Object.assign(
  (logits: Tensor, labels: Tensor): Tensor => {
    expectWays('crossEntropy', logits, labels);
    expectSeveral('crossEntropy', logits);
    return tf.neg(tf.mean(tf.sum(tf.mul(labels, logSoftmax(logits)), -1), -1));
  },
  { kind: 'classification' as const },
);
