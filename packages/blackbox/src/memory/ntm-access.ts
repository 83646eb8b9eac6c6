import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { emptyMemory, expectSizes, firstRow, headsOf } from './controller-outputs.js';
import type { MemoryAccess, MemorySize } from './memory-access.js';
import { ntmAddress } from './ntm-address.js';
import type { NtmAddressing } from './ntm-address.js';

export interface NtmAccessOptions extends MemorySize {
  /** Default 1. */
  readonly writeHeads?: number;
}

/** `memory` `[G, rows, width]`; where the heads last were, `reading` `[G, read heads, rows]` and `writing` `[G, write heads, rows]`. */
export type NtmState = { readonly memory: Tensor; readonly reading: Tensor; readonly writing: Tensor };

/** Numbers that say where a head looks, without its key: strength, gate, three shifts, sharpening. */
const addressed = [1, 1, 3, 1];

/**
 * Access of a neural Turing machine: heads look by content and by place, write with an erase and an add vector, then read.
 *
 * From the controller each head has `k`, `β = softplus(·)`, `g = σ(·)`, `s = softmax(·)`, `γ = 1 + softplus(·)`; each write head also
 * `e = σ(·)` and `a`: `M ← M ∘ (1 − w eᵀ) + w aᵀ`, one write head after the other; what is read is `w M`. It begins with memory
 * 1e-6 and all heads at row 0. Gradients flow through all of it.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or there are fewer than 2 rows
 * @see Graves, Wayne, Danihelka 2014, "Neural Turing Machines", §3, arXiv:1410.5401
 */
export function ntmAccess({
  rows = 128,
  width = 40,
  readHeads = 4,
  writeHeads = 1,
}: NtmAccessOptions = {}): MemoryAccess<NtmState> {
  expectSizes('ntmAccess', {
    rows: [rows, 2],
    width: [width, 1],
    readHeads: [readHeads, 1],
    writeHeads: [writeHeads, 1],
  });
  const parts = (heads: number): (readonly [number, number])[] =>
    [width, ...addressed].map((length) => [heads, length]);
  return {
    inputs: (readHeads + writeHeads) * (width + 6) + 2 * writeHeads * width,
    outputs: readHeads * width,
    start: (groups) => ({
      memory: emptyMemory(groups, rows, width),
      reading: firstRow(groups, readHeads, rows),
      writing: firstRow(groups, writeHeads, rows),
    }),
    advance(said, state) {
      const told = headsOf(said, [...parts(writeHeads), [writeHeads, width], [writeHeads, width], ...parts(readHeads)]);
      const [erase, add] = told.slice(5, 7) as [Tensor, Tensor];
      const writing = ntmAddress(state.memory, state.writing, addressingOf(told.slice(0, 5)));
      const memory = ntmWrite(state.memory, { weights: writing, erase: tf.sigmoid(erase), add });
      const reading = ntmAddress(memory, state.reading, addressingOf(told.slice(7)));
      const read = tf.reshape(tf.matMul(reading, memory), [said.shape[0], readHeads * width]);
      return { read, state: { memory, reading, writing } };
    },
  };
}

function addressingOf(said: readonly Tensor[]): NtmAddressing {
  const [keys, strength, gate, shift, sharpening] = said as [Tensor, Tensor, Tensor, Tensor, Tensor];
  return {
    keys,
    strength: tf.softplus(strength),
    gate: tf.sigmoid(gate),
    shift: tf.softmax(shift),
    sharpening: tf.add(1, tf.softplus(sharpening)),
  };
}

/** `weights` `[G, heads, rows]`, `erase` (from 0 to 1) and `add` `[G, heads, width]`. */
export interface NtmWrite {
  readonly weights: Tensor;
  readonly erase: Tensor;
  readonly add: Tensor;
}

/** `M ← M ∘ (1 − w eᵀ) + w aᵀ` for one write head after the other. Gradients flow to all. */
export function ntmWrite(memory: Tensor, { weights, erase, add }: NtmWrite): Tensor {
  const heads = weights.shape[1] as number;
  const one = (from: Tensor, head: number): Tensor => tf.slice(from, [0, head, 0], [-1, 1, from.shape[2] as number]);
  let now = memory;
  for (let head = 0; head < heads; head++) {
    const where = one(weights, head);
    const kept = tf.mul(now, tf.sub(1, tf.matMul(where, one(erase, head), true)));
    now = tf.add(kept, tf.matMul(where, one(add, head), true));
  }
  return now;
}
