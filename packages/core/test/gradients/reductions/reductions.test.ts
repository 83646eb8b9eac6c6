import * as tf from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

const channels = [2];
const normalized =
  (offset: boolean, scale: boolean): Row[1] =>
  (x, mean, variance, ...rest) => {
    const others = [...rest] as tf.Tensor1D[];
    const spread = tf.add(tf.square(variance as tf.Tensor1D), 0.5);
    const at = offset ? others.shift() : undefined;
    return tf.batchNorm(x, mean, spread, at, scale ? others.shift() : undefined);
  };

const rows: readonly Row[] = [
  ['sum', (x) => tf.sum(x, [0, 2]), [[2, 3, 2]], 3],
  ['sum of all', (x) => tf.sum(x), [[2, 3]], 2],
  ['sum keeping axes', (x) => tf.sum(x, -1, true), [[2, 3]], 2],
  ['mean', (x) => tf.mean(x, [-1]), [[2, 3]], 3],
  ['max', (x) => tf.max(x, 1), [[3, 4]], 3],
  ['min', (x) => tf.min(x, [0, -1], true), [[3, 2, 4]], 3],
  ['prod', (x) => tf.prod(x, 1), [[2, 3]], 3],
  ['prod along the first axis', (x) => tf.prod(x, 0), [[3, 2]], 3],
  ['logSumExp', (x) => tf.logSumExp(x, 1), [[2, 4]], 3],
  ['cumsum', (x) => tf.cumsum(x, 0, true, true), [[3, 2]], 2],
  ['cumsum along an axis from the end', (x) => tf.cumsum(x, -2), [[3, 2, 2]], 2],
  ['cumprod', (x) => tf.cumprod(x, 1), [[2, 4]], 3],
  ['cumprod along the first axis', (x) => tf.cumprod(x, -3, true, true), [[4, 2, 2]], 2],
  ['batchNorm', normalized(true, true), [[3, 2], channels, channels, channels, channels], 3],
  ['batchNorm without scale', normalized(true, false), [[3, 2], channels, channels, channels], 3],
  ['batchNorm without offset', normalized(false, true), [[3, 2], channels, channels, channels], 3],
  ['batchNorm without either', normalized(false, false), [[3, 2], channels, channels], 3],
  ['moments', (x) => tf.moments(x, [0]).variance, [[4, 3]], 3],
  ['norm', (x) => tf.norm(x, 'euclidean', 1), [[3, 4]], 3],
];

haveTheRightDerivatives(rows);
