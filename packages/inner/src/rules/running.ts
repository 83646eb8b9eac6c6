import { mapParams, mapSpecs, zeros } from '@innerloop/core';
import type { ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A running mean: `β · old + (1 − β) · now`. */
export const runningMean = (beta: number, old: Tensor, now: Tensor): Tensor =>
  tf.add(tf.mul(old, beta), tf.mul(now, 1 - beta));

/** Where running values start: one a leaf, of its shape. */
export const zerosOf = (params: ParamTree): ParamTree => mapParams(params, (tensor) => tf.zerosLike(tensor));

/** The same as specs. */
export const zeroSpecs = (target: ParamSpecs): ParamSpecs =>
  mapSpecs(target, ({ shape }) => ({ shape, initialize: zeros }));
