import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/model.js';
import type { Tree } from '../contracts/tree.js';
import { broadcast } from '../primitives/broadcast.js';
import { mergeTasks } from '../task-axis/data.js';
import { mapTree } from '../trees/tree.js';

/**
 * The loss of each particle by itself: predictions `[T, N, M, ...outputs]` of `particles(model, M)` and targets `[T, N, …]` to `[T, M]`.
 * Gradients flow as the loss lets them.
 */
export function particleLosses<Y extends Tree = Tensor>(loss: Loss<Y>, predictions: Tensor, targets: Y): Tensor {
  const [tasks, , count] = predictions.shape as [number, number, number];
  const particleFirst = tf.transpose(predictions, [0, 2, 1, ...[...predictions.shape.keys()].slice(3)]);
  const repeated = mapTree(targets, (y) =>
    mergeTasks(broadcast(tf.expandDims(y, 1), [tasks, count, ...y.shape.slice(1)])),
  );
  return tf.reshape(loss(mergeTasks(particleFirst), repeated), [tasks, count]);
}

/** The sum of the particles' losses, `[T]`: the gradient by each particle is that of its own loss. */
export const eachParticle = <Y extends Tree = Tensor>(loss: Loss<Y>): Loss<Y> =>
  Object.assign(
    (predictions: Tensor, targets: Y): Tensor => tf.sum(particleLosses(loss, predictions, targets), 1),
    loss.kind === undefined ? {} : { kind: loss.kind },
  );
