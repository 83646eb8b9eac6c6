import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';

onCpu();

/** More than a vector of them, so that loops have their remainders. */
const odd = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 3e38, -3e38, 1e-38, -1e-38, 88.8, -88.8, 104, -104, 0.5, 2.5];
const vector = (): Tensor => tf.tensor1d(odd);
const unary = {
  ...{ neg: tf.neg, abs: tf.abs, sign: tf.sign, square: tf.square, relu: tf.relu, relu6: tf.relu6, step: tf.step },
  ...{ floor: tf.floor, ceil: tf.ceil, round: tf.round, exp: tf.exp, expm1: tf.expm1, log: tf.log, log1p: tf.log1p },
  ...{ sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal, tanh: tf.tanh, sigmoid: tf.sigmoid },
  ...{ softplus: tf.softplus, sin: tf.sin, cos: tf.cos, tan: tf.tan, asin: tf.asin, acos: tf.acos, atan: tf.atan },
  ...{ sinh: tf.sinh, cosh: tf.cosh, asinh: tf.asinh, acosh: tf.acosh, atanh: tf.atanh, elu: tf.elu, selu: tf.selu },
  ...{ erf: tf.erf, isNaN: tf.isNaN, isInf: tf.isInf, isFinite: tf.isFinite },
  leakyRelu: (x: Tensor) => tf.leakyRelu(x, 0.3),
  clip: (x: Tensor) => tf.clipByValue(x, -2, 2),
  bool: (x: Tensor) => tf.cast(x, 'bool'),
};
const binary = {
  ...{ add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum, minimum: tf.minimum, pow: tf.pow },
  ...{ squaredDifference: tf.squaredDifference, atan2: tf.atan2, equal: tf.equal, notEqual: tf.notEqual },
  ...{ less: tf.less, lessEqual: tf.lessEqual, greater: tf.greater, greaterEqual: tf.greaterEqual, prelu: tf.prelu },
};

describe('NaN, infinities and numbers near them are what they are eagerly', () => {
  it.each(Object.entries<(x: Tensor) => Tensor>(unary))('%s', (_name, f) => expectAgreement(f, vector()));
  it.each(Object.entries<(a: Tensor, b: Tensor) => Tensor>(binary))('%s', (_name, f) => {
    const [rows, columns] = [tf.reshape(vector(), [odd.length, 1]), vector()];
    expectAgreement(f, rows, columns);
  });
  it('chosen between', () => {
    expectAgreement((x) => tf.where(tf.isNaN(x), tf.zerosLike(x), x), vector());
    expectAgreement((x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0)), vector());
  });
  it('put together', () => {
    const square = (): Tensor => tf.tensor2d([[1, 2, NaN], [Infinity, -Infinity, 3], [4, 5, 6], [-Infinity, -Infinity, -Infinity]]); // prettier-ignore
    for (const axis of [0, 1]) {
      for (const f of [tf.sum, tf.mean, tf.prod, tf.logSumExp])
        expectAgreement((x) => f(x, axis), tf.slice(square(), [1, 0], [3, 3]));
      for (const f of [tf.sum, tf.mean, tf.max, tf.min]) expectAgreement((x) => f(x, axis), square());
      expectAgreement((x) => tf.softmax(axis === 1 ? x : tf.transpose(x)), square());
    }
    expectAgreement((x) => tf.argMax(x, 1), tf.slice(square(), [1, 0], [3, 3]));
    expectAgreement((x) => tf.cumsum(x, 1), square());
    expectAgreement((x) => tf.matMul(x, x, true), square());
    expectAgreement((x) => tf.matMul(x, tf.zerosLike(x), true), square());
  });
});
