import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from '../kernel-gradient.js';

const alongLast = (x: Tensor): Tensor => tf.sum(x, -1, true);

function softmax(dy: Tensor, logits: Tensor): Tensor {
  const p = tf.softmax(logits);
  const weighted = tf.mul(dy, p);
  return tf.sub(weighted, tf.mul(p, alongLast(weighted)));
}

/** `p = exp(x) / Σ exp(x)` along the last axis, the only one that TensorFlow.js has. Its logarithm is an operation: see `operations/`. */
export const softmaxes: readonly GradConfig[] = [ofInput('Softmax', softmax, 'logits')];
