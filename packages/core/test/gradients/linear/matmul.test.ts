import * as tf from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

const rows: readonly Row[] = [
  [
    'matMul',
    (a, b) => tf.matMul(a, b),
    [
      [2, 3],
      [3, 4],
    ],
    3,
  ],
  [
    'matMul of transposes',
    (a, b) => tf.matMul(a, b, true, true),
    [
      [3, 2],
      [4, 3],
    ],
    3,
  ],
  [
    'batched matMul',
    (a, b) => tf.matMul(a, b),
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
    3,
  ],
  [
    'batched matMul, left transposed',
    (a, b) => tf.matMul(a, b, true),
    [
      [2, 3, 2],
      [2, 3, 2],
    ],
    3,
  ],
  [
    'matMul with a shared right',
    (a, b) => tf.matMul(a, b),
    [
      [2, 2, 3],
      [3, 2],
    ],
    3,
  ],
  [
    'matMul with a shared right, transposed',
    (a, b) => tf.matMul(a, b, false, true),
    [
      [2, 2, 3],
      [1, 2, 3],
    ],
    3,
  ],
  [
    'matMul with a shared right, left transposed',
    (a, b) => tf.matMul(a, b, true),
    [
      [2, 3, 2],
      [3, 2],
    ],
    3,
  ],
  [
    'matMul with a shared left',
    (a, b) => tf.matMul(a, b),
    [
      [1, 2, 3],
      [4, 3, 2],
    ],
    3,
  ],
  [
    'matMul with a shared left of lower rank, transposed',
    (a, b) => tf.matMul(a, b, true, true),
    [
      [3, 2],
      [4, 2, 3],
    ],
    3,
  ],
  ['fused matMul', (a, b, bias) => tf.fused.matMul({ a: a, b: b, bias: bias }), [[2, 3], [3, 2], [2]], 2],
  ['dot', (a, b) => tf.dot(a, b), [[3], [3]], 2],
  ['outerProduct', (a, b) => tf.outerProduct(a as never, b as never), [[3], [2]], 2],
];

haveTheRightDerivatives(rows);
