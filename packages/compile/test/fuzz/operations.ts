import { choleskySolve } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { reals } from '../record/support/tensors.js';

/** What an operation chooses from: numbers, and tensors that were computed before. Choices depend on shapes alone. */
export interface Choices {
  /** Any tensor. */
  any(): Tensor;
  /** One that suits, or undefined. */
  such(suits: (x: Tensor) => boolean): Tensor | undefined;
  /** A whole number below `n`. */
  below(n: number): number;
}
export type Operation = (from: Choices) => Tensor;

const most = 2048;
const small = (shape: readonly number[]): boolean =>
  shape.length <= 5 && shape.reduce((product, length) => product * length, 1) <= most;

/** A function of one tensor. */
const of =
  (f: (x: Tensor) => Tensor): Operation =>
  (from) =>
    f(from.any());

const broadcasts = (a: Tensor, b: Tensor): boolean => {
  try {
    return small(tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape));
  } catch {
    return false;
  }
};

/** A function of two tensors that broadcast. */
const ofTwo =
  (f: (a: Tensor, b: Tensor) => Tensor): Operation =>
  (from) => {
    const a = from.any();
    return f(a, from.such((b) => broadcasts(a, b)) ?? a);
  };

/** A function of a tensor of some rank and one of its axes. */
const ofAxis =
  (f: (x: Tensor, axis: number, from: Choices) => Tensor): Operation =>
  (from) => {
    const x = from.such(({ rank, size }) => rank > 0 && size > 0);
    return x === undefined ? tf.tanh(from.any()) : f(x, from.below(x.rank), from);
  };

const shapeWith = (x: Tensor, axis: number, length: number): number[] =>
  x.shape.map((size, at) => (at === axis ? length : size));
const kept = (x: Tensor, f: () => Tensor, shape: readonly number[]): Tensor => (small(shape) ? f() : tf.neg(x));

/** Whatever the shape, as a matrix or as images. */
const asMatrix = (x: Tensor): Tensor => tf.reshape(x, [-1, x.rank === 0 ? 1 : (x.shape.at(-1) as number)]);
const asImages = (x: Tensor): Tensor4D => {
  const [height, width] = x.rank < 2 ? [x.size, 1] : [x.shape[0], x.size / x.shape[0]];
  return tf.reshape(x, [1, height, width, 1]);
};

const elementwise: readonly Operation[] = [
  of(tf.tanh),
  of(tf.sigmoid),
  of(tf.relu),
  of(tf.softplus),
  of(tf.sin),
  of(tf.cos),
  of(tf.neg),
  of(tf.abs),
  of(tf.elu),
  of(tf.erf),
  of(tf.atan),
  of(tf.selu),
  of((x) => tf.leakyRelu(x, 0.3)),
  of((x) => tf.clipByValue(x, -0.5, 0.8)),
  of((x) => tf.square(tf.tanh(x))),
  of((x) => tf.exp(tf.neg(tf.relu(x)))),
  of((x) => tf.expm1(tf.tanh(x))),
  of((x) => tf.sqrt(tf.softplus(x))),
  of((x) => tf.rsqrt(tf.add(tf.square(x), 0.5))),
  of((x) => tf.log(tf.add(tf.square(x), 0.3))),
  of((x) => tf.log1p(tf.abs(x))),
  of((x) => tf.reciprocal(tf.add(tf.abs(x), 0.4))),
  of((x) => tf.mul(tf.sub(x, 0.3), 0.7)),
  of((x) => tf.add(tf.step(tf.sub(x, 0.111)), tf.cast(tf.greater(x, 0.333), 'float32'))),
  of((x) => tf.mod(tf.mul(x, 3.3), 2)),
  ofTwo(tf.add),
  ofTwo(tf.sub),
  ofTwo(tf.mul),
  ofTwo(tf.maximum),
  ofTwo(tf.minimum),
  ofTwo(tf.squaredDifference),
  ofTwo((a, b) => tf.prelu(tf.add(a, b), b)),
  ofTwo((a, b) => tf.div(a, tf.add(tf.square(b), 0.5))),
  ofTwo((a, b) => tf.pow(tf.add(tf.square(a), 0.3), tf.tanh(b))),
  ofTwo((a, b) => tf.where(tf.greater(a, tf.mul(b, 0.77)), a, b)),
  ofTwo((a, b) => tf.where(tf.logicalAnd(tf.greater(a, 0.05), tf.less(b, 0.4)), tf.neg(a), b)),
];

const reductions: readonly Operation[] = [
  ofAxis((x, axis, from) => tf.sum(x, axis, from.below(2) === 0)),
  ofAxis((x, axis, from) => tf.mean(x, axis, from.below(2) === 0)),
  ofAxis((x, axis, from) => tf.max(x, axis, from.below(2) === 0)),
  ofAxis((x, axis, from) => tf.min(x, axis, from.below(2) === 0)),
  ofAxis((x, axis) => tf.prod(tf.add(tf.tanh(x), 1.5), axis)),
  ofAxis((x, axis) => tf.logSumExp(x, axis)),
  ofAxis((x, axis, from) => tf.cumsum(x, axis, from.below(2) === 0, from.below(2) === 0)),
  ofAxis((x) => tf.softmax(x)),
  ofAxis((x) => tf.logSoftmax(x)),
  ofAxis((x, axis) => tf.moments(x, axis, true).variance),
  ofAxis((x, axis) => tf.cast(tf.argMax(x, axis), 'float32')),
  of((x) => tf.mean(x)),
];

const views: readonly Operation[] = [
  ofAxis((x, axis) =>
    tf.transpose(
      x,
      [...x.shape.keys()].map((at) => (at + axis) % x.rank),
    ),
  ),
  ofAxis((x, axis) => tf.reverse(x, axis)),
  of((x) => tf.reshape(x, [x.size])),
  of((x) => (x.size % 2 === 0 ? tf.reshape(x, [2, x.size / 2]) : tf.expandDims(x, 0))),
  ofAxis((x, axis, from) => kept(x, () => tf.expandDims(x, axis + from.below(2)), [...x.shape, 1])),
  of((x) => tf.squeeze(x)),
  ofAxis((x, axis, from) => {
    const start = from.below(x.shape[axis] as number);
    const begin = x.shape.map((_, at) => (at === axis ? start : 0));
    return tf.slice(x, begin, shapeWith(x, axis, 1 + from.below((x.shape[axis] as number) - start)));
  }),
  ofAxis((x, axis) => {
    const strides = x.shape.map((_, at) => (at === axis ? 2 : 1));
    const begin = x.shape.map(() => 0);
    return tf.stridedSlice(x, begin, x.shape, strides);
  }),
  ofAxis((x, axis, from) => {
    const [before, after] = [from.below(3), from.below(2)];
    const paddings = x.shape.map((_, at): [number, number] => (at === axis ? [before, after] : [0, 0]));
    return kept(x, () => tf.pad(x, paddings, 0.25), shapeWith(x, axis, (x.shape[axis] as number) + 3));
  }),
  ofAxis((x, axis) => {
    const reps = shapeWith(x, axis, 2).map((size, at) => (at === axis ? size : 1));
    return kept(x, () => tf.tile(x, reps), shapeWith(x, axis, 2 * (x.shape[axis] as number)));
  }),
  ofAxis((x, axis, from) => {
    const y =
      from.such(
        (other) => other.rank === x.rank && other.shape.every((size, at) => at === axis || size === x.shape[at]),
      ) ?? x;
    return kept(x, () => tf.concat([x, y, x], axis), shapeWith(x, axis, 3 * (x.shape[axis] as number)));
  }),
  ofAxis((x, axis) => kept(x, () => tf.stack([x, tf.neg(x)], axis), [...x.shape, 2])),
  ofAxis((x, axis) => tf.unstack(x, axis).at(-1) as Tensor),
  ofAxis((x, axis, from) => {
    const indices = Array.from({ length: 3 }, () => from.below(x.shape[axis] as number));
    return kept(x, () => tf.gather(x, tf.tensor1d(indices, 'int32'), axis), shapeWith(x, axis, 3));
  }),
];

const products: readonly Operation[] = [
  of((x) => {
    const matrix = asMatrix(x);
    return tf.matMul(matrix, tf.mul(reals([matrix.shape[1] as number, 3], 7), 0.4));
  }),
  of((x) => {
    const matrix = asMatrix(x);
    return small([matrix.shape[1] as number, matrix.shape[1] as number])
      ? tf.matMul(matrix, tf.tanh(matrix), true, false)
      : tf.neg(x);
  }),
  of((x) => {
    const matrix = asMatrix(x);
    return small([matrix.shape[0], matrix.shape[0]]) ? tf.matMul(tf.tanh(matrix), matrix, false, true) : tf.neg(x);
  }),
  (from) => {
    const a = from.such(({ rank, size }) => rank === 3 && size > 0);
    if (a === undefined) return tf.tanh(from.any());
    const b =
      from.such((other) => other.rank === 3 && other.shape[0] === a.shape[0] && other.shape[1] === a.shape[1]) ?? a;
    return kept(a, () => tf.matMul(a, tf.tanh(b), true, false), [
      a.shape[0],
      a.shape[2] as number,
      b.shape[2] as number,
    ]);
  },
  of((x) => {
    const matrix = asMatrix(x);
    const n = matrix.shape[1] as number;
    if (x.size === 0 || !small([n, n])) return tf.neg(x);
    const gram = tf.matMul(tf.tanh(matrix), tf.tanh(matrix), true, false);
    return choleskySolve(tf.add(tf.div(gram, matrix.shape[0]), tf.eye(n)), tf.transpose(matrix));
  }),
  of((x) => (x.size === 0 ? x : tf.conv2d(asImages(x), tf.mul<Tensor4D>(reals([2, 3, 1, 2], 3), 0.4), [1, 2], 'same'))),
  of((x) => (x.size === 0 ? x : tf.maxPool(asImages(x), [2, 3], [2, 2], 'same'))),
  of((x) => (x.size === 0 ? x : tf.avgPool(asImages(x), [2, 2], [1, 2], 'same'))),
];

/** Whatever a graph of finite values may be made of. Each keeps numbers of the size of one, more or less. */
export const operations: readonly Operation[] = [...elementwise, ...elementwise, ...reductions, ...views, ...products];
