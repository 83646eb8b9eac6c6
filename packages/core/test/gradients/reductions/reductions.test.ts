import * as tf from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

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
  ['moments', (x) => tf.moments(x, [0]).variance, [[4, 3]], 3],
  ['norm', (x) => tf.norm(x, 'euclidean', 1), [[3, 4]], 3],
];

haveTheRightDerivatives(rows);
