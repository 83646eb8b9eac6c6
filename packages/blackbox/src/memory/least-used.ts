import { stopGradient } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Above every usage. */
const taken = 1e30;

/**
 * The `count` rows of smallest usage, one a head: `[G, rows] → [G, count, rows]`, each 1 at its row and 0 elsewhere, the least used first.
 * Of equal ones the first row comes first. No gradient flows.
 */
export function leastUsed(usage: Tensor, count: number): Tensor {
  const [groups, rows] = usage.shape as [number, number];
  let left = stopGradient(usage);
  const found: Tensor[] = [];
  for (let head = 0; head < count; head++) {
    if (head > 0) left = tf.add(left, tf.mul(found.at(-1) as Tensor, taken));
    // Cast from integers: tf.oneHot of type float32 is wrong on wasm.
    found.push(tf.cast(tf.oneHot(tf.argMin<tf.Tensor1D>(left, 1), rows), 'float32'));
  }
  return tf.concat(
    found.map((each) => tf.reshape(each, [groups, 1, rows])),
    1,
  );
}
