import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Batch } from '../contracts/data.js';
import type { Tree } from '../contracts/tree.js';
import { mapTree, zipTree } from '../trees/tree.js';

/** The number of tasks in data `[T, …]`. */
export const tasksOf = (x: Tensor): number => x.shape[0];

/** The number of examples a task in data `[T, N, …]`. */
export const rowsOf = (x: Tensor): number => x.shape[1] as number;

/** Tasks `start` … `start + count − 1` of data whose tensors all have the task axis first. Gradients flow. */
export const sliceTasks = <T extends Tree>(data: T, start: number, count: number): T =>
  mapTree(data, (tensor) =>
    tf.slice(tensor, [start, ...tensor.shape.slice(1).map(() => 0)], [count, ...tensor.shape.slice(1)]),
  );

/** The examples at int32 `indices` `[n]`, of every task. */
export const gatherRows = <Y extends Tree>(batch: Batch<Y>, indices: Tensor): Batch<Y> =>
  mapTree(batch, (tensor) => tf.gather(tensor, tf.cast(indices, 'int32') as tf.Tensor1D, 1));

/** The examples of both batches, task by task. */
export const concatRows = <Y extends Tree>(first: Batch<Y>, second: Batch<Y>): Batch<Y> =>
  zipTree(first, second, (left, right) => tf.concat([left, right], 1));

/** Merges task and example axes: `[T, N, …]` → `[T·N, …]`, for operations that treat all examples alike. */
export const mergeTasks = (x: Tensor): Tensor => tf.reshape(x, [tasksOf(x) * rowsOf(x), ...x.shape.slice(2)]);

/** The inverse of `mergeTasks`. */
export const splitTasks = (x: Tensor, tasks: number): Tensor =>
  tf.reshape(x, [tasks, x.shape[0] / tasks, ...x.shape.slice(1)]);
