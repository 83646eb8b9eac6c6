import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, Metric } from '../contracts/model.js';
import { yesOrNo } from './yes-or-no.js';

/**
 * The loss of a yes or no: `mean of t · softplus(−z) + (1 − t) · softplus(z)`, which is `−t log σ(z) − (1 − t) log (1 − σ(z))`, over all
 * entries of a task. Logits `z` are `[T, N, 1]`, targets `t` `[T, N, 1]`, 0, 1 or a probability; or one-hot labels of two classes
 * `[T, N, 2]`, of which the second is the yes. With `[T, N, k]` twice it is k such questions.
 *
 * Stable for logits of any size; gradients of any order flow to logits and targets.
 *
 * @throws InvalidDataError if logits and targets are of other shapes
 */
export const binaryCrossEntropy: Loss = Object.assign(
  (logits: Tensor, targets: Tensor): Tensor => {
    const yes = yesOrNo('binaryCrossEntropy', logits, targets);
    const each = tf.add(tf.mul(yes, tf.softplus(tf.neg(logits))), tf.mul(tf.sub(1, yes), tf.softplus(logits)));
    return tf.mean(each, [1, 2]);
  },
  { kind: 'classification' as const },
);

/**
 * The share of questions of yes or no that are told right, `[T]`, from 0 to 1: a logit above 0 says yes, a target of at least ½ is one.
 * Logits and targets as for `binaryCrossEntropy`. Gradients do not flow.
 *
 * @throws InvalidDataError if logits and targets are of other shapes
 */
export const binaryAccuracy: Metric = {
  name: 'binary-accuracy',
  better: 'higher',
  measure(logits, targets) {
    const yes = yesOrNo('binaryAccuracy', logits, targets);
    return tf.mean(tf.cast(tf.equal(tf.greater(logits, 0), tf.greaterEqual(yes, 0.5)), 'float32'), [1, 2]);
  },
};
