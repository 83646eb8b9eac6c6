import * as tf from '@tensorflow/tfjs-core';
import { checkedRamp, progress } from './ramp.js';
import type { RampOptions } from './ramp.js';
import type { Schedule } from './schedule.js';

/**
 * A straight line: `from + (to − from) · min(1, k / steps)` after `k` steps.
 *
 * @throws InvalidOptionError if a factor is negative or not finite, or `steps` no positive integer
 */
export function linear(options: RampOptions): Schedule {
  const { from, to, steps } = checkedRamp('linear', options);
  return (done) => tf.add(tf.mul(progress(done, steps), to - from), from);
}
