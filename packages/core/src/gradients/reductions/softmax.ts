import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from '../kernel-gradient.js';

const alongLast = (x: Tensor): Tensor => tf.sum(x, -1, true);

function softmax(dy: Tensor, logits: Tensor): Tensor {
  const p = tf.softmax(logits);
  const weighted = tf.mul(dy, p);
  return tf.sub(weighted, tf.mul(p, alongLast(weighted)));
}

const logSoftmax = (dy: Tensor, logits: Tensor): Tensor => tf.sub(dy, tf.mul(tf.softmax(logits), alongLast(dy)));

/** Softmax and its logarithm along the last axis, the only one that TensorFlow.js has. */
export const softmaxes: readonly GradConfig[] = [
  ofInput('Softmax', softmax, 'logits'),
  ofInput('LogSoftmax', logSoftmax, 'logits'),
];
