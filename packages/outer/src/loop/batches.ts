import { gatherRows, InvalidOptionError, rowsOf } from '@innerloop/core';
import type { Batch, Context, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The examples of the support that a step of the inner loop sees. */
export type Batches = <Y extends Tree>(support: Batch<Y>, step: number, context: Context) => Batch<Y>;

/**
 * Consecutive mini-batches of a support that is shuffled anew when it is used up, the same rows for every task.
 * Rows that do not fill a batch are left out of their epoch.
 *
 * @param size  examples a step, all classes together
 * @throws InvalidOptionError if `size` is no positive integer, or larger than the support
 */
export function miniBatches(size: number): Batches {
  if (!Number.isInteger(size) || size < 1) {
    throw new InvalidOptionError(`miniBatches: size must be a positive integer, got ${size}.`);
  }
  return (support, step, context) => {
    const rows = rowsOf(support.x);
    const perEpoch = Math.floor(rows / size);
    if (perEpoch === 0) {
      throw new InvalidOptionError(
        `miniBatches: size is ${size}, but the support has ${rows} examples. Lower size, or raise shots.`,
      );
    }
    const order = context.key
      .fold('shuffle')
      .fold(Math.floor(step / perEpoch))
      .draw('permutation', [rows]);
    return gatherRows(support, tf.slice(order, [(step % perEpoch) * size], [size]));
  };
}
