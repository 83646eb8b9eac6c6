import { cosineSimilarity, InvalidOptionError, stopGradient } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { emptyMemory, expectSizes, firstRow, headsOf } from './controller-outputs.js';
import { leastUsed } from './least-used.js';
import type { MemoryAccess, MemorySize } from './memory-access.js';

export interface LeastRecentlyUsedOptions extends MemorySize {
  /** γ, by which usage decays at each step; default 0.99. */
  readonly decay?: number;
  /** Factor β of the cosines before the softmax; default 1, as published. `learned` is `1 + softplus(9 + ·)` of a number a head from the controller, so it begins at 10. */
  readonly strength?: number | 'learned';
}

/** `memory` `[G, rows, width]`, what the heads last read, `weights` `[G, heads, rows]`, and `usage` `[G, rows]`. */
export type LeastRecentlyUsedState = { readonly memory: Tensor; readonly weights: Tensor; readonly usage: Tensor };

/** Where a learned β begins: below some 5 a softmax over many rows is so flat that nothing is learned for long. */
const sharpness = 10;

/**
 * Least-recently-used access: it writes where it last read, or where nobody has been for longest, and reads by content.
 *
 * From the controller each head has a key `k = tanh(·)` and a gate `σ(α)`. With `l` the R least used rows, one a head:
 * `w^w = σ(α) w^r_{t−1} + (1 − σ(α)) l`; the least used row is erased; `M ← M + Σ_heads w^w kᵀ`; `w^r = softmax(β cos(k, M))`; what is read is
 * `w^r M`; `w^u ← γ w^u + Σ_heads (w^r + w^w)`. So each weight sums to 1, and the usage to `γ Σ w^u + 2 R`. It begins with memory 1e-6,
 * and weights and usage 1 at row 0. Gradients flow through all but the usage.
 *
 * @throws InvalidOptionError if a size is not a positive integer, there are fewer rows than heads, γ is not in [0, 1], or β not positive
 * @see Santoro et al. 2016, "Meta-Learning with Memory-Augmented Neural Networks", §3.2, arXiv:1605.06065
 */
export function leastRecentlyUsed({
  rows = 128,
  width = 40,
  readHeads: heads = 4,
  decay = 0.99,
  strength = 1,
}: LeastRecentlyUsedOptions = {}): MemoryAccess<LeastRecentlyUsedState> {
  expectSizes('leastRecentlyUsed', { width: [width, 1], readHeads: [heads, 1], rows: [rows, heads] });
  expectNumbers(decay, strength);
  const learned = strength === 'learned';
  return {
    inputs: heads * (width + (learned ? 2 : 1)),
    outputs: heads * width,
    start: (groups) => ({
      memory: emptyMemory(groups, rows, width),
      weights: firstRow(groups, heads, rows),
      usage: tf.reshape(firstRow(groups, 1, rows), [groups, rows]),
    }),
    advance(said, { memory, weights, usage }) {
      const [raw, alpha, sharp] = headsOf(said, [
        [heads, width],
        [heads, 1],
        ...(learned ? [[heads, 1] as const] : []),
      ]) as [Tensor, Tensor, Tensor?];
      const keys = tf.tanh(raw);
      const least = leastUsed(usage, heads);
      const writing = tf.add(least, tf.mul(tf.sigmoid(alpha), tf.sub(weights, least)));
      const erased = tf.reshape(tf.slice(least, [0, 0, 0], [-1, 1, rows]), [said.shape[0], rows, 1]);
      const written = tf.add(tf.mul(memory, tf.sub(1, erased)), tf.matMul(writing, keys, true));
      const factor = sharp === undefined ? (strength as number) : tf.add(1, tf.softplus(tf.add(sharp, sharpness - 1)));
      const reading = tf.softmax(tf.mul(cosineSimilarity(keys, written), factor));
      return {
        read: tf.reshape(tf.matMul(reading, written), [said.shape[0], heads * width]),
        state: {
          memory: written,
          weights: reading,
          usage: stopGradient(tf.add(tf.mul(usage, decay), tf.sum(tf.add(reading, writing), 1))),
        },
      };
    },
  };
}

function expectNumbers(decay: number, strength: number | 'learned'): void {
  if (!(decay >= 0 && decay <= 1)) {
    throw new InvalidOptionError(`leastRecentlyUsed: decay must be from 0 to 1, got ${decay}.`);
  }
  if (strength === 'learned' || (Number.isFinite(strength) && strength > 0)) return;
  throw new InvalidOptionError(`leastRecentlyUsed: strength must be a positive number or 'learned', got ${strength}.`);
}
