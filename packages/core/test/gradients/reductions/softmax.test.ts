import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

/** Above 1: away from zeros of denominators and from the ends of domains. */
const positive = (x: Tensor): Tensor => tf.add(x, 2);

const rows: readonly Row[] = [
  ['softmax', (x) => tf.softmax(x), [[3, 4]], 3],
  ['logSoftmax', (x) => tf.logSoftmax(x), [[3, 4]], 3],
  ['logSoftmax of what is disposed of', (x) => tf.logSoftmax(tf.square(x)), [[3, 4]], 3],
  [
    'softmaxCrossEntropy by labels and logits',
    (labels, x) => tf.losses.softmaxCrossEntropy(positive(labels), tf.square(x)),
    [
      [3, 4],
      [3, 4],
    ],
    3,
  ],
  ['sigmoidCrossEntropy', (x) => tf.losses.sigmoidCrossEntropy(tf.tensor2d([[1, 0, 1]]), x), [[1, 3]], 3],
  [
    'batchNorm with channel statistics',
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(x as Tensor4D, mean as never, positive(variance) as never, offset as never, scale as never),
    [[2, 2, 1, 3], [3], [3], [3], [3]],
    3,
  ],
  [
    'batchNorm of the batch itself',
    (x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(x as Tensor4D, mean as never, variance as never, tf.zeros([3]), tf.ones([3]), 0.1);
    },
    [[2, 2, 1, 3]],
    2,
  ],
];

haveTheRightDerivatives(rows);
