import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from '../contracts/random.js';
import type { Shape } from '../contracts/tree.js';

/** Makes the first value of a leaf. */
export type Initializer = (key: Key, shape: Shape) => Tensor;

export const zeros: Initializer = (_key, shape) => tf.zeros([...shape]);
export const ones: Initializer = (_key, shape) => tf.fill([...shape], 1);
export const constant =
  (value: number): Initializer =>
  (_key, shape) =>
    tf.fill([...shape], value);

/** Normal with mean 0. */
export const normal =
  (deviation: number): Initializer =>
  (key, shape) =>
    tf.mul(key.draw('normal', shape), deviation);

/** Uniform on [low, high). */
export const uniform =
  (low: number, high: number): Initializer =>
  (key, shape) =>
    tf.add(tf.mul(key.draw('uniform', shape), high - low), low);

/** Normal with mean 0, redrawn where it lies beyond two deviations: the initialisation of the MAML code's sinusoid net (deviation 0.01). */
export const truncatedNormal =
  (deviation: number): Initializer =>
  (key, shape) => {
    const attempts = 8; // the chance that an entry fails all of them is 0.0455^8 ≈ 2e-11; it is then clipped
    let value = key.fold(0).draw('normal', shape);
    for (let attempt = 1; attempt < attempts; attempt++) {
      value = tf.where(tf.greater(tf.abs(value), 2), key.fold(attempt).draw('normal', shape), value);
    }
    return tf.mul(tf.clipByValue(value, -2, 2), deviation);
  };

/** Inputs and outputs of one unit: of a dense kernel `[in, out]` or a filter `[height, width, in, out]`. */
function fans(shape: Shape): { readonly inputs: number; readonly outputs: number } {
  const field = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return { inputs: field * (shape.at(-2) ?? 1), outputs: field * (shape.at(-1) ?? 1) };
}

/** Uniform on ±√(6 / (in + out)). Glorot & Bengio 2010. */
export const glorotUniform: Initializer = (key, shape) => {
  const { inputs, outputs } = fans(shape);
  const limit = Math.sqrt(6 / (inputs + outputs));
  return uniform(-limit, limit)(key, shape);
};

/** Normal with variance 2 / (in + out). Glorot & Bengio 2010. */
export const glorotNormal: Initializer = (key, shape) => {
  const { inputs, outputs } = fans(shape);
  return normal(Math.sqrt(2 / (inputs + outputs)))(key, shape);
};

/** Normal with variance 2 / in. He et al. 2015. */
export const heNormal: Initializer = (key, shape) => normal(Math.sqrt(2 / fans(shape).inputs))(key, shape);

/**
 * A matrix with orthonormal columns, or rows where it has more columns than rows, uniformly distributed, times `gain`. All axes but the
 * last count as rows. Gram–Schmidt of normal numbers, each vector cleared of the earlier ones twice, for single precision. Saxe et al. 2014.
 */
export const orthogonal =
  (gain = 1): Initializer =>
  (key, shape) => {
    const outputs = shape.at(-1) ?? 1;
    const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const [count, length] = outputs <= inputs ? [outputs, inputs] : [inputs, outputs];
    const drawn = key.draw('normal', [count, length]);
    let basis = unitRow(tf.slice(drawn, [0, 0], [1, length]));
    for (let row = 1; row < count; row++) {
      const next = tf.slice(drawn, [row, 0], [1, length]);
      basis = tf.concat([basis, unitRow(withoutSpan(withoutSpan(next, basis), basis))], 0);
    }
    return tf.mul(tf.reshape(outputs <= inputs ? tf.transpose(basis) : basis, [...shape]), gain);
  };

const unitRow = (row: Tensor): Tensor => tf.div(row, tf.sqrt(tf.sum(tf.square(row))));

/** A row less its projection on orthonormal rows. */
const withoutSpan = (row: Tensor, basis: Tensor): Tensor =>
  tf.sub(row, tf.matMul(tf.matMul(row, basis, false, true), basis));
