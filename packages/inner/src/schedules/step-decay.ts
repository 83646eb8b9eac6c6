import { InvalidOptionError } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, count, positive } from '../options/number.js';
import { powerOf } from './exponential.js';
import type { Schedule } from './schedule.js';

export interface StepDecayOptions {
  /** Steps between one drop and the next, … */
  readonly every?: number;
  /** … or the numbers of steps after which it drops: one of the two. */
  readonly at?: readonly number[];
  /** What a drop multiplies the factor by, `γ`. Default 0.1. */
  readonly decay?: number;
}

/** How many drops there were after so many steps. */
function dropsOf({ every, at }: StepDecayOptions): (done: Tensor) => Tensor {
  if (every !== undefined && at === undefined) {
    checkedNumber('stepDecay: every', every, count, 'Pass the number of steps from one drop to the next.');
    return (done) => tf.floor(tf.div(done, every));
  }
  if (at !== undefined && every === undefined && at.length > 0) {
    at.forEach((step) => checkedNumber('stepDecay: at', step, count, 'Pass the numbers of steps before each drop.'));
    return (done) => tf.sum(tf.cast(tf.greaterEqual(done, tf.tensor1d([...at])), 'float32'));
  }
  throw new InvalidOptionError(
    'stepDecay: expected one of every, steps between drops, and at, a list of steps; got both or neither. Pass every: 1000, or at: [1000, 2000].',
  );
}

/**
 * Drops by a factor now and then: `γ^⌊k / every⌋` after `k` steps, or `γ^(how many of at are ≤ k)`. PyTorch's `StepLR` and `MultiStepLR`, where
 * its steps are epochs and here those of the rule.
 *
 * @throws InvalidOptionError if `decay` is not positive and finite, or not one of `every` and `at` is given with positive integers
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const { decay = 0.1 } = options;
  checkedNumber('stepDecay: decay', decay, positive, 'The default is 0.1.');
  const drops = dropsOf(options);
  return (done) => powerOf(decay, drops(done));
}
