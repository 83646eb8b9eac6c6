import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import { leaf } from '../../params/named.js';
import { broadcast } from '../../primitives/broadcast.js';
import { align } from '../../task-axis/leaf.js';
import { expectCount, expectExamples } from '../expect.js';
import { contextVector } from './context-vector.js';

export interface AppendContextOptions {
  /** Entries of the context vector. */
  readonly size: number;
}

/**
 * Appends the task's context vector to every example: `[T, N, …, features] → [T, N, …, features + size]`. The layer after it weighs it.
 *
 * Leaf: `context` `[size]` (`fixed`, zero), shared or per task.
 *
 * @throws InvalidOptionError if `size` is not a positive integer
 * @see Zintgraf et al. 2019, "Fast Context Adaptation via Meta-Learning", arXiv:1810.03642
 */
export function appendContext({ size }: AppendContextOptions): Model {
  expectCount('appendContext', 'size', size);
  const context = contextVector(size);
  return {
    specs: { context },
    apply(params, x) {
      expectExamples('appendContext', x);
      const own = align(leaf(params, 'context'), context, x.rank);
      return tf.concat([x, broadcast(own, [...x.shape.slice(0, -1), size])], -1);
    },
  };
}
