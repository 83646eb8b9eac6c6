import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The weights of MAML++ in an epoch, one for each of n steps, each `[]`: equal at first, less and less for all but the last step.
 *
 * With `d = 1 / (n E)` and the floor `m = 0.03 / n`: `w_k = max(1/n − e d, m)` before the last step, and
 * `w_{n−1} = min(1/n + e (n − 1) d, 1 − (n − 1) m)`. They are not negative and their sum is 1 in every epoch `e`.
 *
 * @param epoch   `[]`
 * @param epochs  how many it takes, `E`
 */
export function annealedWeights(epoch: Tensor, steps: number, epochs: number): readonly Tensor[] {
  const [share, decay, floor] = [1 / steps, 1 / (steps * epochs), 0.03 / steps];
  const before = tf.maximum(tf.sub(share, tf.mul(epoch, decay)), floor);
  const last = tf.minimum(tf.add(share, tf.mul(epoch, (steps - 1) * decay)), 1 - (steps - 1) * floor);
  return Array.from({ length: steps }, (_, k) => (k === steps - 1 ? last : before));
}
