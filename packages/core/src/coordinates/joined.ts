import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { leaf, specOf } from '../params/named.js';
import { isPerTask } from '../task-axis/leaf.js';

/** T and P of joined entries `[T, P, 1]`; T is 1 for shared leaves. */
export type Extent = readonly [tasks: number, coordinates: number];

const tasksOfLeaf = (params: ParamTree, specs: ParamSpecs, name: string): number => {
  const tensor = leaf(params, name);
  return isPerTask(tensor, specOf(specs, name)) ? tensor.shape[0] : 1;
};

/** The number of entries of each leaf, of one task. */
const sizesOf = (params: ParamTree, specs: ParamSpecs): number[] =>
  Object.keys(params).map((name) => leaf(params, name).size / tasksOfLeaf(params, specs, name));

/** The extent of leaves that are all shared, or all per task. */
export function extentOf(params: ParamTree, specs: ParamSpecs): Extent {
  const [first = ''] = Object.keys(params);
  return [tasksOfLeaf(params, specs, first), sizesOf(params, specs).reduce((sum, size) => sum + size, 0)];
}

/** All entries of the named leaves, `[T, P, 1]`: of each task, one leaf after the other. Gradients flow. */
export function joined(params: ParamTree, specs: ParamSpecs, names: readonly string[]): Tensor {
  const columns = names.map((name) => tf.reshape(leaf(params, name), [tasksOfLeaf(params, specs, name), -1, 1]));
  return tf.concat(columns, 1);
}

/** The inverse: entries `[T, P, 1]` as leaves of the same names and shapes as others. Gradients flow. */
export function parted(entries: Tensor, like: ParamTree, specs: ParamSpecs): ParamTree {
  const columns = tf.split(entries, sizesOf(like, specs), 1);
  return Object.fromEntries(
    Object.entries(like).map(([name, { shape }], i) => [name, tf.reshape(columns[i] as Tensor, shape)]),
  );
}
