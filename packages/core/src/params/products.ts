import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamTree } from '../contracts/tree.js';
import { leaf } from './named.js';

const added = (terms: readonly Tensor[]): Tensor => terms.reduce((sum, term) => tf.add(sum, term), tf.scalar(0));

/** `Σ a·b` over all entries of all leaves of `left`: `[]`. */
export const dot = (left: ParamTree, right: ParamTree): Tensor =>
  added(Object.entries(left).map(([name, tensor]) => tf.sum(tf.mul(tensor, leaf(right, name)))));

/** `Σ a·b` for each task, of trees whose leaves are all per task: `[T]`. */
export const dotPerTask = (left: ParamTree, right: ParamTree): Tensor =>
  added(
    Object.entries(left).map(([name, tensor]) => {
      const product = tf.mul(tensor, leaf(right, name));
      return product.rank === 1 ? product : tf.sum(product, [...product.shape.keys()].slice(1));
    }),
  );
