import { gatherRows, InvalidOptionError, rowsOf, stopGradient, tasksOf } from '@innerloop/core';
import type { Batch, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A part of the support to judge on, and the rest to learn from. */
export interface Fold {
  readonly learned: Batch;
  readonly heldOut: Batch;
}

/** `[T, N, N]`: row r is one at the example that comes r-th when examples are ordered by class, and by place within a class. */
function orderOf(labels: Tensor): Tensor {
  const rows = rowsOf(labels);
  const places = tf.range(0, rows);
  const keys = tf.add(tf.mul(tf.cast(tf.argMax(labels, -1), 'float32'), rows), places);
  const before = tf.less(tf.expandDims(keys, 1), tf.expandDims(keys, 2));
  const ranks = tf.sum(tf.cast(before, 'float32'), -1);
  return stopGradient(tf.cast(tf.equal(tf.expandDims(ranks, 1), tf.reshape(places, [1, rows, 1])), 'float32'));
}

const arranged = (order: Tensor, x: Tensor): Tensor =>
  tf.reshape(tf.matMul(order, tf.reshape(x, [tasksOf(x), rowsOf(x), -1])), x.shape);

/** The examples of each task, class by class. Regression has one class: its order stays. */
function byClass(batch: Batch): Batch {
  if (batch.y.rank < 3) return batch;
  const order = orderOf(batch.y);
  return { x: arranged(order, batch.x), y: arranged(order, batch.y) };
}

const indices = (rows: readonly number[]): Tensor => tf.tensor1d([...rows], 'int32');

/**
 * Folds of the support, class by class as equal as can be: of the examples ordered by class, every `count`-th is held out.
 * Which examples these are differs from task to task and is found by comparisons, so that it can be compiled.
 *
 * @throws InvalidOptionError if there are more folds than examples
 */
export function foldsOf(support: Batch, count: number): readonly Fold[] {
  const rows = rowsOf(support.x);
  if (rows < count) {
    throw new InvalidOptionError(
      `crossValidated: the support has ${rows} examples, too few for ${count} folds. Lower folds, or raise shots.`,
    );
  }
  const ordered = byClass(support);
  const places = Array.from({ length: rows }, (_, row) => row);
  return Array.from({ length: count }, (_, fold) => ({
    learned: gatherRows(ordered, indices(places.filter((row) => row % count !== fold))),
    heldOut: gatherRows(ordered, indices(places.filter((row) => row % count === fold))),
  }));
}
