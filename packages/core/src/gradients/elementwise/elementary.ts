import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from '../kernel-gradient.js';
import { root } from './root.js';

const onePlusSquare = (x: Tensor): Tensor => tf.add(tf.square(x), 1);
const oneMinusSquare = (x: Tensor): Tensor => tf.sub(1, tf.square(x));

/** Exponentials, logarithms and roots. */
const exponential: readonly GradConfig[] = [
  ofInput('Exp', (dy, x) => tf.mul(dy, tf.exp(x))),
  ofInput('Expm1', (dy, x) => tf.mul(dy, tf.exp(x))),
  ofInput('Log', (dy, x) => tf.div(dy, x)),
  ofInput('Log1p', (dy, x) => tf.div(dy, tf.add(x, 1))),
  root,
  ofInput('Rsqrt', (dy, x) => tf.mul(tf.mul(dy, tf.div(tf.rsqrt(x), x)), -0.5)),
  ofInput('Reciprocal', (dy, x) => tf.neg(tf.div(dy, tf.square(x)))),
  ofInput('Erf', (dy, x) => tf.mul(tf.mul(dy, tf.exp(tf.neg(tf.square(x)))), 2 / Math.sqrt(Math.PI))),
];

/** Circular and hyperbolic functions and their inverses. */
const trigonometric: readonly GradConfig[] = [
  ofInput('Sin', (dy, x) => tf.mul(dy, tf.cos(x))),
  ofInput('Cos', (dy, x) => tf.neg(tf.mul(dy, tf.sin(x)))),
  ofInput('Tan', (dy, x) => tf.mul(dy, onePlusSquare(tf.tan(x)))),
  ofInput('Asin', (dy, x) => tf.mul(dy, tf.rsqrt(oneMinusSquare(x)))),
  ofInput('Acos', (dy, x) => tf.neg(tf.mul(dy, tf.rsqrt(oneMinusSquare(x))))),
  ofInput('Atan', (dy, x) => tf.div(dy, onePlusSquare(x))),
  ofInput('Sinh', (dy, x) => tf.mul(dy, tf.cosh(x))),
  ofInput('Cosh', (dy, x) => tf.mul(dy, tf.sinh(x))),
  ofInput('Asinh', (dy, x) => tf.mul(dy, tf.rsqrt(onePlusSquare(x)))),
  ofInput('Acosh', (dy, x) => tf.mul(dy, tf.rsqrt(tf.sub(tf.square(x), 1)))),
  ofInput('Atanh', (dy, x) => tf.div(dy, oneMinusSquare(x))),
];

/** Functions of one tensor, element by element, that are smooth inside their domain. */
export const elementary: readonly GradConfig[] = [...exponential, ...trigonometric];
