import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, count, notNegative } from '../options/number.js';

/** Where a schedule begins and ends. */
export interface RampOptions {
  /** Factor of the first step. Default 1. */
  readonly from?: number;
  /** Factor after `steps` steps, and ever after. Default 0. */
  readonly to?: number;
  /** Number of steps from one to the other. */
  readonly steps: number;
}

/** Options with their defaults. @throws InvalidOptionError if a factor is negative or not finite, or `steps` no positive integer */
export function checkedRamp(schedule: string, { from = 1, to = 0, steps }: RampOptions): Required<RampOptions> {
  checkedNumber(`${schedule}: from`, from, notNegative, 'It is a factor of the wrapped rule’s step; the default is 1.');
  checkedNumber(`${schedule}: to`, to, notNegative, 'It is a factor of the wrapped rule’s step; the default is 0.');
  checkedNumber(`${schedule}: steps`, steps, count, 'Pass the number of steps from one factor to the other.');
  return { from, to, steps };
}

/** The part of the way that is done, in [0, 1]. */
export const progress = (done: Tensor, steps: number): Tensor => tf.minimum(tf.div(done, steps), 1);
