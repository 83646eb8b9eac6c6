import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';

/**
 * Takes the first column of `[batch, n, columns]` to the unit vector of place `k`, and leaves it out: row `k` is divided by its pivot,
 * and multiples of it are taken from all others.
 */
function withoutColumn(system: Tensor, k: number): Tensor {
  const [batch, n, columns] = system.shape as [number, number, number];
  const first = tf.slice(system, [0, 0, 0], [batch, n, 1]);
  const rest = tf.slice(system, [0, 0, 1], [batch, n, columns - 1]);
  const pivot = tf.slice(first, [0, k, 0], [batch, 1, 1]);
  const real = tf.add(pivot, tf.mul(tf.sqrt(pivot), 0)); // NaN where it is negative, and not positive definite
  const row = tf.div(tf.slice(rest, [0, k, 0], [batch, 1, columns - 1]), real);
  const own = tf.tensor(
    Float32Array.from({ length: n }, (_, i) => Number(i === k)),
    [1, n, 1],
  );
  return tf.sub(rest, tf.mul(tf.sub(first, own), row));
}

/** `CholeskySolve` in stock ops, for any backend: elimination above and below, a column at a time, without a look at a value. */
export const choleskySolveComposed: KernelFunc = ({ inputs }) =>
  tf.tidy(() => {
    const { a, b } = inputs as { readonly a: Tensor; readonly b: Tensor };
    if (b.size === 0) return tf.zeros(b.shape); // stock kernels divide by the sizes of axes
    const symmetric = tf.mul(tf.add(a, tf.transpose(a, [0, 2, 1])), 0.5);
    let system: Tensor = tf.concat([symmetric, b], 2);
    for (let k = 0; k < (a.shape[1] as number); k++) {
      const before = system;
      system = tf.tidy(() => withoutColumn(before, k));
      before.dispose();
    }
    return system;
  });
