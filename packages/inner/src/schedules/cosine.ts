import * as tf from '@tensorflow/tfjs-core';
import { checkedRamp, progress } from './ramp.js';
import type { RampOptions } from './ramp.js';
import type { Schedule } from './schedule.js';

/**
 * Half a cosine wave: `to + (from − to) · ½ (1 + cos(π · min(1, k / steps)))` after `k` steps.
 *
 * @throws InvalidOptionError if a factor is negative or not finite, or `steps` no positive integer
 * @see Loshchilov & Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", arXiv:1608.03983
 */
export function cosine(options: RampOptions): Schedule {
  const { from, to, steps } = checkedRamp('cosine', options);
  return (done) => {
    const wave = tf.mul(tf.add(tf.cos(tf.mul(progress(done, steps), Math.PI)), 1), 0.5);
    return tf.add(tf.mul(wave, from - to), to);
  };
}
