import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';
import type { Schedule } from './schedule.js';

export interface ExponentialOptions {
  /** What each step multiplies the factor by, `γ`: 0.9999 for instance. */
  readonly decay: number;
}

/** `base^exponent` of a count, by the logarithm in double precision: thousands of products do not add up what rounding 0.9999 loses. */
export const powerOf = (base: number, exponent: tf.Tensor): tf.Tensor => tf.exp(tf.mul(exponent, Math.log(base)));

/**
 * A share of itself in every step: `γ^k` after `k` steps. PyTorch's `ExponentialLR`, where its step is an epoch and here one of the rule.
 *
 * @throws InvalidOptionError if `decay` is not positive and finite
 */
export function exponential({ decay }: ExponentialOptions): Schedule {
  checkedNumber('exponential: decay', decay, positive, 'Pass what a step leaves of the factor, such as 0.9999.');
  return (done) => powerOf(decay, done);
}
