import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { derivatives, distance } from '../finite-differences.js';

type Row = readonly [name: string, f: (...xs: Tensor[]) => Tensor, low: number, high: number];

/** Elementwise functions of one argument, where they are tested, and to which order. Kinks lie on multiples of 1/2, points do not. */
const rows: readonly Row[] = [
  ['neg', tf.neg, -2, 2],
  ['abs', tf.abs, -2, 2],
  ['square', tf.square, -2, 2],
  ['sqrt', tf.sqrt, 0.5, 3],
  ['rsqrt', tf.rsqrt, 0.7, 3],
  ['reciprocal', tf.reciprocal, 0.7, 3],
  ['exp', tf.exp, -2, 1],
  ['expm1', tf.expm1, -2, 1],
  ['log', tf.log, 0.7, 3],
  ['log1p', tf.log1p, -0.3, 2],
  ['sin', tf.sin, -2, 2],
  ['cos', tf.cos, -2, 2],
  ['tan', tf.tan, -0.9, 0.9],
  ['asin', tf.asin, -0.6, 0.6],
  ['acos', tf.acos, -0.6, 0.6],
  ['atan', tf.atan, -2, 2],
  ['sinh', tf.sinh, -1, 1],
  ['cosh', tf.cosh, -1, 1],
  ['asinh', tf.asinh, -2, 2],
  ['acosh', tf.acosh, 1.6, 3],
  ['atanh', tf.atanh, -0.6, 0.6],
  ['erf', tf.erf, -1.5, 1.5],
  ['relu', tf.relu, -2, 2],
  ['relu6', tf.relu6, -2, 8],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.3), -2, 2],
  ['elu', tf.elu, -2, 2],
  ['selu', tf.selu, -2, 2],
  ['sigmoid', tf.sigmoid, -2, 2],
  ['tanh', tf.tanh, -2, 2],
  ['softplus', tf.softplus, -2, 2],
  ['clipByValue', (x) => tf.clipByValue(x, -1, 0.5), -2, 2],
  ['swish', (x) => tf.mul(x, tf.sigmoid(x)), -2, 2],
  ['pow 3', (x) => tf.pow(x, 3), -2, 2],
  ['pow 2.5', (x) => tf.pow(x, 2.5), 0.5, 2],
];

const orders = [1, 2, 3];
const cases = rows.flatMap((row) => orders.map((order) => [row[0], order, row] as const));

/** Points of [low, high] that keep 0.06 and more from every multiple of 1/2, where the kinks are. */
const points = (low: number, high: number): Tensor =>
  tf.tensor1d(
    Array.from({ length: 9 }, (_, i) => low + ((high - low) * (i + 0.5)) / 9).map((x) => {
      const kink = Math.round(x * 2) / 2;
      return Math.abs(x - kink) < 0.06 ? kink + 0.07 : x;
    }),
  );

onEveryBackend((start) => {
  beforeAll(start);

  it.each(cases)('%s has the right derivative of order %i', (_name, order, [, f, low, high]) => {
    const x = points(low, high);
    expect(distance(derivatives(f, [x], order))).toBeLessThan(1e-2);
    // A composition brings in lower orders of every kind: a path that is lost anywhere shows.
    expect(distance(derivatives((y) => tf.square(f(y)), [x], order))).toBeLessThan(1e-2);
  });
});
