import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { weightsOf } from './derivatives.js';

/** A derivative that stock TensorFlow.js has wrong: of `f`, of this order, at `x`. The function is squared where it is linear, so that its transpose shows. */
export interface Defect {
  readonly of: string;
  readonly order: 1 | 2;
  readonly f: (x: Tensor) => Tensor;
  readonly x: readonly number[];
  /** Where finite differences cannot tell: the derivative of a constant, or of ties. */
  readonly right?: readonly number[];
  readonly fault: string;
}

/** A scalar that depends on each entry of the result in its own way. */
const told = (x: Tensor): Tensor => tf.sum(tf.mul(tf.reshape(x, [x.size]), weightsOf(x)));
const square = (x: Tensor): Tensor => tf.reshape(x, [2, 2]);
const image = (x: Tensor): tf.Tensor4D => tf.reshape(x, [1, 2, 2, 1]);
const row = (x: Tensor): Tensor => tf.reshape(x, [1, x.size]);

const second = (
  of: string,
  f: (x: Tensor) => Tensor,
  fault = 'its output is saved: the path through it is lost',
): Defect => ({
  of: `${of} + x²`,
  order: 2,
  f: (x) => tf.sum(tf.add(told(f(x)), tf.square(x))),
  x: [0.5, -0.3],
  fault,
});

export const defects: readonly Defect[] = [
  {
    of: 'cumsum along the first axis',
    order: 1,
    f: (x) => told(tf.cumsum(square(x), 0)),
    x: [1, 2, 3, 4],
    fault: 'transposed on square shapes, an error on others',
  },
  {
    of: "avgPool, 'same'",
    order: 1,
    f: (x) => told(tf.avgPool(image(x), 2, 1, 'same')),
    x: [1, 2, 3, 4],
    fault: 'windows at the border are divided by their whole size',
  },
  {
    of: 'mirrorPad',
    order: 1,
    f: (x) => told(tf.mirrorPad(x, [[1, 1]], 'reflect')),
    x: [1, 2, 3],
    fault: 'the part of the copies is lost',
  },
  {
    of: 'floorDiv',
    order: 1,
    f: (x) => told(tf.floorDiv(x, 2)),
    x: [1.5, 3.5],
    right: [0, 0],
    fault: 'the slope of a division',
  },
  {
    of: 'cast to int32',
    order: 1,
    f: (x) => told(tf.cast(tf.cast(x, 'int32'), 'float32')),
    x: [1.5, 2.5],
    right: [0, 0],
    fault: 'slope 1',
  },
  {
    of: 'max of ties',
    order: 1,
    f: (x) => tf.max(x),
    x: [2, 2],
    right: [0.5, 0.5],
    fault: 'the whole gradient to every tie',
  },
  {
    of: 'matMul, one batch axis broadcast',
    order: 1,
    f: (x) => told(tf.matMul(tf.tensor3d([[[1, 2]], [[3, 4]]]), tf.reshape(x, [1, 2, 1]))),
    x: [1, 2],
    fault: 'an error',
  },
  {
    of: 'batchNorm without scale',
    order: 1,
    f: (x) => told(tf.batchNorm(tf.reshape<tf.Rank.R2>(x, [2, 1]), [0], [1])),
    x: [1, 2],
    fault: 'an error',
  },
  { of: 'cumprod', order: 1, f: (x) => told(tf.cumprod(x)), x: [2, 3], fault: 'an error' },
  second('exp', tf.exp),
  second('sigmoid', tf.sigmoid),
  second('tanh', tf.tanh),
  second('elu', tf.elu),
  second('softmax', (x) => tf.softmax(x)),
  second('logSoftmax', (x) => tf.logSoftmax(x)),
  second('softmaxCrossEntropy', (x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([[0, 1]]), row(x) as tf.Tensor2D)),
  second('max', (x) => tf.max(x), 'an error'),
  second('clipByValue', (x) => tf.clipByValue(x, -1, 1), 'an error'),
  second('leakyRelu', (x) => tf.leakyRelu(x), 'an error'),
  second('logSumExp', (x) => tf.logSumExp(x), 'an error'),
  {
    of: 'conv2d by its filter',
    order: 2,
    f: (x) =>
      tf.sum(
        tf.square(tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), tf.reshape<tf.Rank.R4>(x, [1, 2, 1, 1]), 1, 'valid')),
      ),
    x: [1, 2],
    fault: 'an error',
  },
  {
    of: 'maxPool, squared',
    order: 2,
    f: (x) => tf.sum(tf.square(tf.maxPool(image(x), 2, 1, 'valid'))),
    x: [1, 2, 3, 4],
    fault: 'an error',
  },
];
