import { choleskySolve } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { op } from './op.js';
import type { Op } from './op.js';

const windows =
  (f: (x: Tensor4D, filter: Tensor4D) => Tensor): Op['f'] =>
  (x, filter) =>
    f(x as Tensor4D, filter as Tensor4D);
const images =
  (f: (x: Tensor4D) => Tensor): Op['f'] =>
  (x) =>
    f(x as Tensor4D);

const products: readonly Op[] = [
  op('matMul', (a, b) => tf.matMul(a, b), [[[1, 1], [1, 1]], [[3, 5], [5, 7]], [[9, 17], [17, 33]], [[2, 3, 5], [2, 5, 4]], [[0, 3], [3, 2]]], { order: 3 }),
  op('matMul, left transposed', (a, b) => tf.matMul(a, b, true), [[[5, 3], [5, 7]], [[2, 5, 3], [1, 5, 4]]], { order: 3 }),
  op('matMul, right transposed', (a, b) => tf.matMul(a, b, false, true), [[[3, 5], [7, 5]], [[1, 3, 5], [4, 2, 5]]], { order: 3 }),
  op('matMul, both transposed', (a, b) => tf.matMul(a, b, true, true), [[[5, 3], [7, 5]], [[3, 1, 1], [3, 1, 1]]], { order: 3 }),
  op('fused matMul', (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }), [[[3, 5], [5, 7], [7]]]),
]; // prettier-ignore

/** A matrix that is positive definite and not symmetric, whatever its entries between −1 and 1. */
const dominant = (a: Tensor): Tensor => tf.add(tf.mul(a, 0.5), tf.mul(tf.eye(a.shape.at(-1) as number), 3));

const systems: readonly Op[] = [
  op('choleskySolve', (a, b) => choleskySolve(dominant(a), b), [[[1, 1], [1, 1]], [[3, 3], [3, 2]], [[2, 4, 4], [2, 4, 3]], [[0, 2, 2], [0, 2, 1]]], { order: 3 }),
  op('choleskySolve of Gram matrices', (x, b) => choleskySolve(dominant(tf.matMul(x, x, true)), b), [[[2, 5, 7], [2, 7, 1]], [[1, 4, 25], [1, 25, 5]]]),
]; // prettier-ignore

const convolutions: readonly Op[] = [
  op('conv2d, same', windows((x, f) => tf.conv2d(x, f, 1, 'same')), [[[1, 1, 1, 1], [1, 1, 1, 1]], [[2, 5, 4, 3], [3, 3, 3, 5]]]),
  op('conv2d, stride 2', windows((x, f) => tf.conv2d(x, f, 2, 'same')), [[[2, 7, 5, 1], [3, 3, 1, 4]]]),
  op('conv2d, valid', windows((x, f) => tf.conv2d(x, f, [1, 2], 'valid')), [[[3, 5, 6, 2], [2, 3, 2, 3]]]),
  op('conv2d, padding of a number', windows((x, f) => tf.conv2d(x, f, 1, 1)), [[[1, 4, 4, 2], [3, 3, 2, 3]]]),
  op('conv2d, dilations', windows((x, f) => tf.conv2d(x, f, 1, 'same', 'NHWC', 2)), [[[1, 6, 5, 2], [3, 3, 2, 2]]]),
  op('conv2dTranspose', windows((x, f) => tf.conv2dTranspose(x, f, [1, 5, 7, 2], 2, 'same')), [[[1, 3, 4, 3], [3, 3, 2, 3]]]),
  op('depthwiseConv2d', windows((x, f) => tf.depthwiseConv2d(x, f, 1, 'same')), [[[2, 4, 5, 3], [3, 3, 3, 2]]]),
  op('maxPool', images((x) => tf.maxPool(x, 2, 2, 'valid')), [[[2, 4, 6, 3]], [[1, 5, 3, 1]], [[1, 2, 2, 1]]]),
  op('maxPool, overlapping', images((x) => tf.maxPool(x, 3, 1, 'same')), [[[1, 5, 4, 2]]], { between: [-3, -1] }),
  op('avgPool', images((x) => tf.avgPool(x, 2, 2, 'same')), [[[2, 5, 3, 3]]]),
]; // prettier-ignore

/** Products of matrices, systems of equations, convolutions and pooling. */
export const productOps: readonly Op[] = [...products, ...systems, ...convolutions];
