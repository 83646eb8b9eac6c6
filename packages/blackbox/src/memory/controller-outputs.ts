import { InvalidOptionError } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** `[G, Σ heads · length]` cut into parts `[G, heads, length]`, in order. Gradients flow. */
export function headsOf(said: Tensor, parts: readonly (readonly [heads: number, length: number])[]): Tensor[] {
  const groups = said.shape[0];
  let at = 0;
  return parts.map(([heads, length]) => {
    const start = at;
    at += heads * length;
    return tf.reshape(tf.slice(said, [0, start], [groups, heads * length]), [groups, heads, length]);
  });
}

/** Row 0 of each memory in the focus of all heads: `[groups, heads, rows]`. */
export const firstRow = (groups: number, heads: number, rows: number): Tensor =>
  tf.concat([tf.ones([groups, heads, 1]), tf.zeros([groups, heads, rows - 1])], 2);

/** An empty memory: not quite, as published, so that it has directions. */
export const emptyMemory = (groups: number, rows: number, width: number): Tensor =>
  tf.fill([groups, rows, width], 1e-6);

/** @throws InvalidOptionError unless each is an integer of at least its least value */
export function expectSizes(
  where: string,
  sizes: Readonly<Record<string, readonly [value: number, least: number]>>,
): void {
  for (const [option, [value, least]] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new InvalidOptionError(`${where}: ${option} must be an integer of at least ${least}, got ${value}.`);
  }
}
