import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { inputsOfNode } from '../tape-node.js';

/**
 * `logSoftmax(logits)` whose values are known already, as a function of `logits` on the tape: only the identity of `logits` is used,
 * so it may be disposed of. Its gradient is built on the same, which makes every order right.
 */
function knownLogSoftmax(logits: Tensor, value: Tensor): Tensor {
  return tf.customGrad<Tensor>(() => ({
    value: tf.clone(value),
    gradFunc: (dy) => logSoftmaxGradient(dy, logits, value),
  }))(logits);
}

function logSoftmaxGradient(dy: Tensor, logits: Tensor, value: Tensor): Tensor {
  const p = tf.exp(knownLogSoftmax(logits, value));
  return tf.sub(dy, tf.mul(p, tf.sum(dy, -1, true)));
}

const logSoftmax: GradConfig = {
  kernelName: 'logSoftmax__op',
  gradFunc: (dy, saved) => {
    const [logits] = Object.values(inputsOfNode(saved)) as [Tensor];
    return { 0: () => logSoftmaxGradient(dy as Tensor, logits, saved[0] as Tensor) };
  },
};

/** `−Σ labels · logSoftmax(logits)` along the last axis; labels need not sum to one. */
const softmaxCrossEntropy: GradConfig = {
  kernelName: 'softmaxCrossEntropy__op',
  gradFunc: (gradient, saved) => {
    const [, logits] = Object.values(inputsOfNode(saved)) as [Tensor, Tensor];
    const [labels, value] = saved as [Tensor, Tensor];
    const dy = tf.expandDims(gradient as Tensor, -1);
    const logP = (): Tensor => knownLogSoftmax(logits, value);
    return {
      0: () => tf.neg(tf.mul(dy, logP())),
      1: () => tf.mul(dy, tf.sub(tf.mul(tf.exp(logP()), tf.sum(labels, -1, true)), labels)),
    };
  },
};

/**
 * Operations that TensorFlow.js defines by a custom gradient which saves its output. The tape keeps such a node under the name of
 * the operation's scope and asks the gradient registry for that name first, which is how these take the place of the stock ones.
 */
export const logSoftmaxOperations: readonly GradConfig[] = [logSoftmax, softmaxCrossEntropy];
