import type { Operation } from './emit-loops.js';
import { exp, expm1, sigmoid, tanh } from './exponential.js';
import { log, log1p, softplus } from './logarithm.js';
import { plain, reciprocal, relu, rsqrt, sign, square } from './plain.js';

/**
 * Functions of one float32, four at a time, each within a few units in the last place of the exact value.
 * NaN, infinities, negative and denormal numbers give what the same function of TensorFlow.js' `cpu` backend gives.
 * `round` takes a half to the even side.
 */
export const vectorOperations: Readonly<Record<string, Operation>> = {
  neg: plain('neg'),
  abs: plain('abs'),
  sign,
  sqrt: plain('sqrt'),
  rsqrt,
  reciprocal,
  square,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
  relu,
  floor: plain('floor'),
  ceil: plain('ceil'),
  round: plain('nearest'),
};
