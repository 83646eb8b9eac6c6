import * as tf from '@tensorflow/tfjs';
import type { Leaves } from './mlp.js';

/** What the outer loop carries: meta-parameters, first and second moments. */
export type AdamState = { readonly theta: Leaves; readonly first: Leaves; readonly second: Leaves };

export const tensorsOf = ({ theta, first, second }: AdamState): tf.Tensor[] => [...theta, ...first, ...second];

/** Adam's step number `count`, counted from 1, without variables, so that it is the same work as ours. */
export function adamStep(state: AdamState, grads: readonly tf.Tensor[], rate: number, count: number): AdamState {
  const at = (i: number): tf.Tensor => grads[i] as tf.Tensor;
  const first = state.first.map((m, i) => tf.add(tf.mul(m, 0.9), tf.mul(at(i), 0.1)));
  const second = state.second.map((v, i) => tf.add(tf.mul(v, 0.999), tf.mul(tf.square(at(i)), 0.001)));
  const theta = state.theta.map((leaf, i) => {
    const m = tf.div(first[i] as tf.Tensor, 1 - 0.9 ** count);
    const v = tf.div(second[i] as tf.Tensor, 1 - 0.999 ** count);
    return tf.sub(leaf, tf.mul(tf.div(m, tf.add(tf.sqrt(v), 1e-8)), rate));
  });
  return { theta, first, second };
}
