import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, notNegative } from '../options/number.js';
import type { Schedule } from './schedule.js';

/**
 * The same factor at every step.
 *
 * @throws InvalidOptionError if `factor` is negative or not finite
 */
export function constant(factor: number): Schedule {
  checkedNumber('constant: factor', factor, notNegative, 'Pass 1 to change nothing.');
  return () => tf.scalar(factor);
}
