import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../backends.js';
import type { TensorFunction } from '../finite-differences.js';
import { derivatives, distance, gradientAt, numbersFrom } from '../finite-differences.js';

type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];
type Row = readonly [name: string, f: TensorFunction, shapes: readonly (readonly number[])[]];
type Pair = number | [number, number];

const explicit: Pad = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];
const conv =
  (strides: Pair, pad: Pad, dilations: Pair = 1): TensorFunction =>
  (x, filter) =>
    tf.conv2d(x as Tensor4D, filter as Tensor4D, strides, pad, 'NHWC', dilations);
const transposed =
  (shape: [number, number, number, number], strides: Pair, pad: Pad): TensorFunction =>
  (y, filter) =>
    tf.conv2dTranspose(y as Tensor4D, filter as Tensor4D, shape, strides, pad);
const depthwise =
  (strides: Pair, pad: Pad, dilations: [number, number] = [1, 1]): TensorFunction =>
  (x, filter) =>
    tf.depthwiseConv2d(x as Tensor4D, filter as Tensor4D, strides, pad, 'NHWC', dilations);

const filter = [3, 3, 2, 3];
const rows: readonly Row[] = [
  ['stride 1, same', conv(1, 'same'), [[2, 5, 4, 2], filter]],
  ['stride 1, valid', conv(1, 'valid'), [[2, 5, 4, 2], filter]],
  ['stride 2, same, odd', conv(2, 'same'), [[1, 5, 7, 2], filter]],
  ['stride 2, same, even', conv(2, 'same'), [[1, 6, 4, 2], filter]],
  ['stride 2, valid, not reaching the edge', conv(2, 'valid'), [[2, 6, 4, 2], filter]],
  [
    'strides 3 and 1',
    conv([3, 1], 'same'),
    [
      [1, 7, 3, 2],
      [2, 3, 2, 2],
    ],
  ],
  ['dilations', conv(1, 'same', [2, 1]), [[1, 6, 5, 2], filter]],
  ['padding of a number', conv(1, 1), [[1, 4, 4, 2], filter]],
  ['explicit padding', conv(2, explicit), [[1, 5, 4, 2], filter]],
  [
    'kernel 1 × 1',
    conv(1, 'valid'),
    [
      [1, 3, 3, 2],
      [1, 1, 2, 3],
    ],
  ],
  ['conv2dTranspose, stride 2, same', transposed([1, 5, 7, 2], 2, 'same'), [[1, 3, 4, 3], filter]],
  ['conv2dTranspose, stride 1, valid', transposed([1, 5, 5, 2], 1, 'valid'), [[1, 3, 3, 3], filter]],
  [
    'depthwise, stride 1, same',
    depthwise(1, 'same'),
    [
      [2, 4, 5, 2],
      [3, 3, 2, 1],
    ],
  ],
  [
    'depthwise, stride 2, valid, two filters a channel',
    depthwise(2, 'valid'),
    [
      [1, 5, 6, 2],
      [3, 2, 2, 2],
    ],
  ],
  [
    'depthwise, dilations',
    depthwise(1, 'same', [2, 2]),
    [
      [1, 5, 5, 2],
      [2, 2, 2, 2],
    ],
  ],
  [
    'separable',
    (x, deep, point) => tf.separableConv2d(x as Tensor4D, deep as Tensor4D, point as Tensor4D, 1, 'same'),
    [
      [1, 4, 4, 2],
      [3, 3, 2, 1],
      [1, 1, 2, 2],
    ],
  ],
  [
    'fused with a bias',
    (x, f, bias) => tf.fused.conv2d({ x: x as Tensor4D, filter: f as Tensor4D, strides: 2, pad: 'same', bias: bias }),
    [[1, 5, 5, 2], filter, [3]],
  ],
  [
    'conv1d',
    (x, f) => tf.conv1d(x as never, f as never, 2, 'same'),
    [
      [2, 5, 2],
      [3, 2, 2],
    ],
  ],
];
const cases = rows.flatMap((row) => [1, 2, 3].map((order) => [row[0], order, row] as const));

onEveryBackend((start) => {
  beforeAll(start);

  it.each(cases)(
    'conv2d: %s, has the right derivative of order %i in both arguments',
    (_name, order, [, f, shapes]) => {
      const random = numbersFrom(order + 3);
      const xs = shapes.map((shape) => random(shape));
      expect(distance(derivatives((...at) => tf.square(f(...at)), xs, order))).toBeLessThan(1e-2);
    },
  );

  it('channels first has the right derivatives, where the backend knows that layout', () => {
    if (tf.getBackend() !== 'cpu') return;
    const random = numbersFrom(2);
    const f: TensorFunction = (x, w) => tf.square(tf.conv2d(x as Tensor4D, w as Tensor4D, 2, 'same', 'NCHW'));
    const xs = [random([1, 2, 5, 4]), random(filter)];
    for (const order of [1, 2]) expect(distance(derivatives(f, xs, order))).toBeLessThan(1e-2);
  });

  it('the mixed second derivative by images and filter is not zero', () => {
    const random = numbersFrom(5);
    const [x, w, v] = [random([1, 5, 5, 2]), random(filter), random(filter)];
    const byFilter = (at: readonly Tensor[]): Tensor =>
      tf.sum(tf.mul(gradientAt(loss, [at[0] as Tensor, w])[1] as Tensor, v));
    const loss = ([a, b]: readonly Tensor[]): Tensor => tf.sum(conv(2, 'same')(a as Tensor, b as Tensor));
    // The loss is linear in each argument, so this derivative is the transposed convolution of ones by v.
    const [mixed] = gradientAt(byFilter, [x]);
    const ones: Tensor4D = tf.ones([1, 3, 3, 3]);
    const expected = tf.conv2dTranspose(ones, v as Tensor4D, [1, 5, 5, 2], 2, 'same');
    expect(Math.max(...tf.abs(tf.sub(mixed as Tensor, expected)).dataSync())).toBeLessThan(1e-5);
    expect(Math.max(...tf.abs(mixed as Tensor).dataSync())).toBeGreaterThan(0.1);
  });
});
