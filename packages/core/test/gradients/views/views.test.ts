import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { Row } from '../derivative-table.js';
import { haveTheRightDerivatives } from '../derivative-table.js';

const ints = (...values: number[]): Tensor => tf.tensor1d(values, 'int32');

const rows: readonly Row[] = [
  ['reshape', (x) => tf.reshape(x, [3, 2]), [[2, 3]], 2],
  ['expandDims', (x) => tf.expandDims(x, 1), [[2, 3]], 2],
  ['squeeze', (x) => tf.squeeze(x), [[2, 1, 3]], 2],
  ['transpose', (x) => tf.transpose(x, [2, 0, 1]), [[2, 3, 4]], 2],
  ['reverse', (x) => tf.reverse(x, [-1]), [[2, 3]], 2],
  ['tile', (x) => tf.tile(x, [2, 1, 3]), [[2, 3, 2]], 2],
  ['broadcastTo', (x) => tf.broadcastTo(x, [2, 4, 3]), [[1, 3]], 2],
  ['clone', (x) => tf.clone(x), [[3]], 2],
  ['where', (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a, b), [[2, 3], [3]], 2],
  [
    'concat',
    (a, b) => tf.concat([a, b, a], -1),
    [
      [2, 3],
      [2, 1],
    ],
    2,
  ],
  [
    'stack',
    (a, b) => tf.stack([a, b], 1),
    [
      [2, 3],
      [2, 3],
    ],
    2,
  ],
  ['unstack, one of them', (x) => tf.square(tf.unstack(x, -1)[1] as Tensor), [[2, 3]], 2],
  [
    'split, two of three',
    (x) => {
      const [a, , c] = tf.split(x, [1, 2, 1], 1);
      return tf.mul(a as Tensor, c as Tensor);
    },
    [[2, 4]],
    2,
  ],
  ['slice', (x) => tf.slice(x, [0, 1], [-1, 2]), [[2, 4]], 2],
  ['stridedSlice', (x) => tf.stridedSlice(x, [0, 1], [2, 6], [1, 2]), [[2, 7]], 2],
  ['stridedSlice backwards', (x) => tf.stridedSlice(x, [-1], [0], [-2]), [[6]], 2],
  ['stridedSlice with masks', (x) => tf.stridedSlice(x, [1, 0], [2, 0], [1, 3], 0, 2), [[3, 7]], 2],
  [
    'pad',
    (x) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        3,
      ),
    [[2, 3]],
    2,
  ],
  [
    'mirrorPad, reflect',
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        'reflect',
      ),
    [[2, 4]],
    2,
  ],
  [
    'mirrorPad, symmetric',
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [2, 3],
        ],
        'symmetric',
      ),
    [[2, 3]],
    2,
  ],
  ['gather', (x) => tf.gather(x, ints(2, 0, 2, 2)), [[3, 2]], 2],
  [
    'gather along an inner axis',
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [1, 1],
            [0, 2],
          ],
          undefined,
          'int32',
        ),
        1,
      ),
    [[2, 3, 2]],
    2,
  ],
  [
    'gather by batch',
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [1, 1],
            [0, 2],
          ],
          undefined,
          'int32',
        ),
        2,
        1,
      ),
    [[2, 2, 3, 2]],
    2,
  ],
  [
    'gatherND',
    (x) =>
      tf.gatherND(
        x,
        tf.tensor2d(
          [
            [0, 1],
            [1, 2],
            [0, 1],
          ],
          undefined,
          'int32',
        ),
      ),
    [[2, 3, 2]],
    2,
  ],
  ['scatterND', (x) => tf.scatterND(tf.tensor2d([[3], [0], [3]], undefined, 'int32'), x, [4, 2]), [[3, 2]], 2],
  [
    'spaceToBatchND',
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [1, 1],
        ],
      ),
    [[1, 4, 4, 1]],
    2,
  ],
  [
    'batchToSpaceND',
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 1],
          [0, 0],
        ],
      ),
    [[4, 2, 2, 1]],
    2,
  ],
  ['dilated pool', (x) => tf.pool(x as Tensor3D, 2, 'avg', 'valid', 2, 1), [[5, 5, 2]], 2],
];

haveTheRightDerivatives(rows);
