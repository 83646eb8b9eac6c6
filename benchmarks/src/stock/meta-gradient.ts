import * as tf from '@tensorflow/tfjs';
import type { Workload } from '../workloads/workload.js';
import { taskLosses } from './mlp.js';
import type { Leaves } from './mlp.js';

/** x and y of the support, x and y of the query: `[T, N, …]`. */
export type Batch = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** Gives each task its copy of a leaf: `[a, b] → [T, a, b]`. */
export type Copies = (leaf: tf.Tensor, tasks: number) => tf.Tensor;

/** The way that one tries first; its kernel and its gradient are slow. */
export const byTile: Copies = (leaf, tasks) => tf.tile(tf.expandDims(leaf, 0), [tasks, 1, 1]);

/** A product with ones does the same several times faster. */
export const byBroadcasting: Copies = (leaf, tasks) => tf.mul(tf.expandDims(leaf, 0), tf.ones([tasks, 1, 1]));

export type Found = { readonly loss: tf.Tensor; readonly grads: readonly tf.Tensor[] };

function adapt(copies: Leaves, [x, y]: Batch, { steps, innerRate }: Workload): Leaves {
  const descend = tf.grads((...leaves: tf.Tensor[]) => tf.sum(taskLosses(leaves, x, y)));
  let leaves = copies;
  for (let step = 0; step < steps; step++) {
    const gradients = descend([...leaves]);
    leaves = leaves.map((leaf, i) => tf.sub(leaf, tf.mul(gradients[i] as tf.Tensor, innerRate)));
  }
  return leaves;
}

/** Second order: the inner gradients are taken on the tape of the outer ones. */
function throughSteps(theta: Leaves, batch: Batch, workload: Workload, copy: Copies): Found {
  const { value, grads } = tf.valueAndGrads((...leaves: tf.Tensor[]) => {
    const copies = leaves.map((leaf) => copy(leaf, workload.tasks));
    return tf.mean(taskLosses(adapt(copies, batch, workload), batch[2], batch[3]));
  })([...theta]);
  return { loss: value, grads };
}

/** First order: adapt without a tape, and take the gradient where the steps have led. */
function atTheEnd(theta: Leaves, batch: Batch, workload: Workload, copy: Copies): Found {
  const adapted = adapt(
    theta.map((leaf) => copy(leaf, workload.tasks)),
    batch,
    workload,
  );
  const { value, grads } = tf.valueAndGrads((...leaves: tf.Tensor[]) =>
    tf.mean(taskLosses(leaves, batch[2], batch[3])),
  )([...adapted]);
  return { loss: value, grads: grads.map((gradient) => tf.sum(gradient, 0)) };
}

/** The mean query loss after adaptation, and its gradient by the meta-parameters. */
export const metaGradient = (theta: Leaves, batch: Batch, workload: Workload, copy: Copies): Found =>
  (workload.order === 'second' ? throughSteps : atTheEnd)(theta, batch, workload, copy);
