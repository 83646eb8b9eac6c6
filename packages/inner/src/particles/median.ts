import { stopGradient } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The median along the last axis, `[…, K] → […, 1]`: the middle entry, or the mean of the two middle ones. No gradient flows.
 *
 * Each entry is ranked by how many come before it, since a compiled step knows comparisons and sums but no sorting; equal entries are ranked by
 * place.
 */
export function median(x: Tensor): Tensor {
  const values = stopGradient(x);
  const count = values.shape.at(-1) as number;
  const places = tf.range(0, count);
  const earlier = tf.less(tf.expandDims(places, 0), tf.expandDims(places, 1));
  const [own, others] = [tf.expandDims(values, -1), tf.expandDims(values, -2)];
  const ties = tf.mul(number(tf.equal(others, own)), number(earlier));
  const rank = tf.sum(tf.add(number(tf.less(others, own)), ties), -1);
  const middle = number(tf.lessEqual(tf.abs(tf.sub(rank, (count - 1) / 2)), 0.5));
  return tf.div(tf.sum(tf.mul(values, middle), -1, true), count % 2 === 0 ? 2 : 1);
}

const number = (truth: Tensor): Tensor => tf.cast(truth, 'float32');
