import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { op } from './op.js';
import type { Op } from './op.js';

type Between = Op['between'];
const shapes = [[[1]], [[3, 5]], [[2, 1, 19]], [[0, 4]]];

/** Functions of one tensor; where a kink lies inside, no value meets it. */
const unary: readonly (readonly [string, (x: Tensor) => Tensor, Between])[] = [
  ['neg', tf.neg, [-2, 2]],
  ['abs', tf.abs, [-2, 2]],
  ['square', tf.square, [-2, 2]],
  ['sqrt', tf.sqrt, [0.5, 3]],
  ['rsqrt', tf.rsqrt, [0.5, 3]],
  ['reciprocal', tf.reciprocal, [0.5, 3]],
  ['exp', tf.exp, [-2, 1]],
  ['expm1', tf.expm1, [-2, 1]],
  ['log', tf.log, [0.5, 3]],
  ['log1p', tf.log1p, [-0.4, 2]],
  ['tanh', tf.tanh, [-2, 2]],
  ['sigmoid', tf.sigmoid, [-2, 2]],
  ['softplus', tf.softplus, [-2, 2]],
  ['relu', tf.relu, [-2, 2]],
  ['relu6', tf.relu6, [-2, 8]],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.3), [-2, 2]],
  ['elu', tf.elu, [-2, 2]],
  ['selu', tf.selu, [-2, 2]],
  ['sin', tf.sin, [-2, 2]],
  ['cos', tf.cos, [-2, 2]],
  ['erf', tf.erf, [-1, 1]],
  ['clipByValue', (x) => tf.clipByValue(x, -0.7, 0.6), [-2, 2]],
  ['floor', tf.floor, [-2, 2]],
  ['ceil', tf.ceil, [-2, 2]],
  ['round', tf.round, [-2, 2]],
  ['sign', tf.sign, [-2, 2]],
  ['step', (x) => tf.step(x, 0.2), [-2, 2]],
];

const pairs = [
  [[1], [1]],
  [[3, 5], [5]],
  [
    [2, 1, 19],
    [3, 1],
  ],
  [[], [2, 3]],
  [[0, 4], [4]],
];

const binary: readonly (readonly [string, (a: Tensor, b: Tensor) => Tensor, Between])[] = [
  ['add', tf.add, [-2, 2]],
  ['sub', tf.sub, [-2, 2]],
  ['mul', tf.mul, [-2, 2]],
  ['div', tf.div, [0.6, 2]],
  ['squaredDifference', tf.squaredDifference, [-2, 2]],
  ['maximum', tf.maximum, [-2, 2]],
  ['minimum', tf.minimum, [-2, 2]],
  ['pow', tf.pow, [0.6, 2]],
  ['prelu', tf.prelu, [-2, 2]],
  ['atan2', tf.atan2, [0.6, 2]],
  ['greater', (a, b) => tf.mul(a, tf.cast(tf.greater(a, b), 'float32')), [-2, 2]],
];

const kinked: ReadonlySet<string> = new Set([
  ...['abs', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'clipByValue', 'prelu', 'maximum', 'minimum', 'greater'],
  ...['floor', 'ceil', 'round', 'sign', 'step'],
]);

/** Functions of each element, to third order. */
export const elementwise: readonly Op[] = [
  ...unary.map(([name, f, between]) => op(name, f, shapes, { between, order: 3, kinked: kinked.has(name) })),
  ...binary.map(([name, f, between]) =>
    op(name, f, name === 'prelu' ? pairs.slice(0, 2) : pairs, { between, order: 3, kinked: kinked.has(name) }),
  ),
];
