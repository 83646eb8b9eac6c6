import * as tf from '@tensorflow/tfjs-core';
import { op } from './op.js';
import type { Op } from './op.js';

const shapes = [[[1, 1, 1]], [[3, 5, 2]], [[2, 1, 17]], [[4, 7, 3]]];
const empty = [...shapes, [[0, 3, 2]]];
const rows = [[[1, 1]], [[3, 5]], [[2, 19]], [[7, 1]]];

/** Reductions along axes, and what is made of them. */
export const reductions: readonly Op[] = [
  op('sum of all', (x) => tf.sum(x), empty),
  op('sum along the middle', (x) => tf.sum(x, 1), empty),
  op('sum along the ends', (x) => tf.sum(x, [0, -1], true), empty),
  op('mean', (x) => tf.mean(x, [1, 2]), shapes),
  op('max', (x) => tf.max(x, 1), shapes),
  op('min', (x) => tf.min(x, [0, 2]), shapes),
  op('prod', (x) => tf.prod(x, 1), shapes, { between: [0.6, 1.4] }),
  op('cumsum', (x) => tf.cumsum(x, 1), shapes),
  op('logSumExp', (x) => tf.logSumExp(x, 1), shapes),
  op('norm', (x) => tf.norm(x, 'euclidean', 1), shapes, { between: [0.5, 1.5] }),
  op('moments', (x) => tf.moments(x, [0, 1]).variance, shapes),
  op('softmax', (x) => tf.softmax(x), [...rows, [[2, 3, 40]]]),
  op('logSoftmax', (x) => tf.logSoftmax(x), rows),
  op(
    'softmaxCrossEntropy',
    (labels, x) => tf.losses.softmaxCrossEntropy(labels, x),
    rows.map(([shape = []]) => [shape, shape]),
  ),
  op('argMax', (x) => tf.mul(x, tf.cast(tf.expandDims(tf.argMax(x, 1), 1), 'float32')), shapes),
  op('batchNorm', (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, tf.add(variance, 2), offset, scale), [
    [[2, 3, 2, 5], [5], [5], [5], [5]],
  ]),
];
