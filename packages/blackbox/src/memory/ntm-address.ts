import { cosineSimilarity } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** What heads are told: `keys` `[G, heads, width]`; `shift` `[G, heads, 3]`, weights of −1, 0 and 1 that sum to 1; the others `[G, heads, 1]`. */
export interface NtmAddressing {
  readonly keys: Tensor;
  /** β > 0. */
  readonly strength: Tensor;
  /** g from 0, the focus stays, to 1, it goes by content. */
  readonly gate: Tensor;
  readonly shift: Tensor;
  /** γ ≥ 1. */
  readonly sharpening: Tensor;
}

/** So that the logarithm of a weight of zero is finite. */
const small = 1e-16;

/**
 * Where heads of a neural Turing machine look: `[G, rows, width]` and last weights `[G, heads, rows]` to weights `[G, heads, rows]`, each ≥ 0, sum 1.
 *
 * `w^c = softmax(β cos(k, M))`, `w^g = g w^c + (1 − g) w_{t−1}`, `w̃_i = Σ_j w^g_j s_{i−j}` (circular), `w_i = w̃_i^γ / Σ w̃^γ`, the last as
 * `softmax(γ log(w̃ + 1e-16))`. Gradients flow to all.
 *
 * @see Graves, Wayne, Danihelka 2014, "Neural Turing Machines", §3.3, arXiv:1410.5401
 */
export function ntmAddress(memory: Tensor, last: Tensor, addressing: NtmAddressing): Tensor {
  const { keys, strength, gate, shift, sharpening } = addressing;
  const content = tf.softmax(tf.mul(cosineSimilarity(keys, memory), strength));
  const focus = tf.add(last, tf.mul(gate, tf.sub(content, last)));
  return tf.softmax(tf.mul(tf.log(tf.add(shifted(focus, shift), small)), sharpening));
}

function shifted(focus: Tensor, shift: Tensor): Tensor {
  const [groups, heads, rows] = focus.shape as [number, number, number];
  const part = (from: Tensor, start: number, length: number): Tensor =>
    tf.slice(from, [0, 0, start], [groups, heads, length]);
  const around = tf.concat([part(focus, rows - 1, 1), focus, part(focus, 0, 1)], 2);
  // A shift by d brings to row i what was at row i − d, which is place i − d + 1 of `around`.
  const moved = [-1, 0, 1].map((by, place) => tf.mul(part(around, 1 - by, rows), part(shift, place, 1)));
  return moved.reduce((sum, each) => tf.add(sum, each));
}
