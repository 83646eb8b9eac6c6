import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from '../kernel-gradient.js';

/** `[…, n] → […, n]`: the product of all entries but the own one. No division, so entries may be zero. */
function productOfOthers(x: Tensor): Tensor {
  const n = x.shape[x.rank - 1] as number;
  const own = tf.eye(n);
  const rows = tf.add(tf.mul(tf.expandDims(x, -2), tf.sub(1, own)), own);
  return tf.prod(rows, -1);
}

function prod(dy: Tensor, x: Tensor, attrs: NamedAttrMap): Tensor {
  const axes = tf.util.parseAxisParam(attrs['axis'] as number | number[], x.shape);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const last = tf.transpose(x, order);
  const keptShape = kept.map((axis) => x.shape[axis] as number);
  const flat = tf.reshape(last, [...keptShape, x.size / tf.util.sizeFromShape(keptShape)]);
  const gradient = tf.mul(tf.reshape(dy, [...keptShape, 1]), productOfOthers(flat));
  const back = order.map((_, axis) => order.indexOf(axis));
  return tf.transpose(tf.reshape(gradient, last.shape), back);
}

/** The product along axes. It costs the square of the number of entries multiplied: meant for few. */
export const products: readonly GradConfig[] = [ofInput('Prod', prod)];
