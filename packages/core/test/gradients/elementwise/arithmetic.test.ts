import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

/** Above 1: away from zeros of denominators and from the ends of domains. */
const positive = (x: Tensor): Tensor => tf.add(x, 2);

const rows: readonly Row[] = [
  ['add', tf.add, [[2, 3], [3]], 2],
  [
    'sub',
    tf.sub,
    [
      [2, 1],
      [2, 3],
    ],
    2,
  ],
  ['mul', tf.mul, [[2, 3], []], 3],
  [
    'div',
    (a, b) => tf.div(a, positive(b)),
    [
      [2, 1, 3],
      [4, 1],
    ],
    3,
  ],
  ['divNoNan', (a, b) => tf.divNoNan(a, positive(b)), [[2, 3], [3]], 3],
  [
    'squaredDifference',
    tf.squaredDifference,
    [
      [2, 3],
      [1, 3],
    ],
    3,
  ],
  ['maximum', tf.maximum, [[4, 3], [3]], 3],
  [
    'minimum',
    tf.minimum,
    [
      [4, 3],
      [4, 1],
    ],
    3,
  ],
  ['mod', (a, b) => tf.mod(a, positive(b)), [[4, 3], [3]], 2],
  ['atan2', (a, b) => tf.atan2(a, positive(b)), [[4, 3], [3]], 3],
  ['pow', (a, b) => tf.pow(positive(a), b), [[4, 3], [3]], 3],
  ['addN', (a, b) => tf.addN([a, b, a]), [[4], [4]], 2],
  ['prelu', tf.prelu, [[4, 3], [3]], 3],
];

haveTheRightDerivatives(rows);
