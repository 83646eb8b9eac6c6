import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { cumulativeAttributes } from '../../primitives/cumulative.js';
import { reshaped } from '../../primitives/reshaped.js';
import { ofInput, ofLinear } from '../kernel-gradient.js';

/** The transpose of a running sum is the running sum the other way. */
function cumsum(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const { axis, exclusive, reverse } = cumulativeAttributes('Cumsum', attrs, dy.shape);
  return tf.cumsum(dy, axis, exclusive, !reverse);
}

/** `[n, n]`: 1 where entry i is a factor of the product at place j. */
function isFactor(n: number, exclusive: boolean, reverse: boolean): Tensor {
  const places = tf.range(0, n, 1, 'float32');
  const [i, j] = [tf.expandDims(places, 1), tf.expandDims(places, 0)];
  const [first, last] = reverse ? [j, i] : [i, j];
  return tf.cast(exclusive ? tf.less(first, last) : tf.lessEqual(first, last), 'float32');
}

/**
 * `∂y_j / ∂x_i` is the product of the other factors of `y_j`: the running product of the row in which entry i is 1. No division, so entries
 * may be zero. The axis goes last, `[…, n] → […, i, k]`.
 */
function cumprod(dy: Tensor, x: Tensor, attrs: NamedAttrMap): Tensor {
  const { axis, exclusive, reverse } = cumulativeAttributes('Cumprod', attrs, x.shape);
  if (x.size === 0) return tf.zeros(x.shape);
  const list = x.rank === 0 ? [1] : x.shape;
  const order = [...list.keys()].filter((at) => at !== axis).concat(axis);
  const back = order.map((_, at) => order.indexOf(at));
  const toLast = (tensor: Tensor): Tensor => tf.transpose(reshaped(tensor, list), order);
  const n = list[axis] as number;
  const own = tf.eye(n);
  const rows = tf.add(tf.mul(tf.expandDims(toLast(x), -2), tf.sub(1, own)), own);
  const others = tf.mul(tf.cumprod(rows, rows.rank - 1, exclusive, reverse), isFactor(n, exclusive, reverse));
  const gradient = tf.sum(tf.mul(tf.expandDims(toLast(dy), -2), others), -1);
  return reshaped(tf.transpose(gradient, back), x.shape);
}

/** Running sums and products along an axis. That of a product costs the square of the axis' length: meant for short ones. */
export const cumulative: readonly GradConfig[] = [ofLinear('Cumsum', cumsum), ofInput('Cumprod', cumprod)];
