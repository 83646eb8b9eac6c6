import { InvalidOptionError, perTaskScalar } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The place among a rule's values per step of step `index` of an inner loop: the last one for steps beyond them, so that a learner may
 * take more steps at test than it was trained with.
 *
 * @throws InvalidOptionError outside of a loop, where the first value would be used for ever
 */
export function placeOf(rule: string, index: number | undefined, steps: number): number {
  if (index !== undefined) return Math.min(index, steps - 1);
  throw new InvalidOptionError(
    `${rule}: has values for each of ${steps} steps of an inner loop, but was called without a place in one. ` +
      'Make it the rule of a learner; as an outer optimizer take adam, for instance.',
  );
}

/** An entry of a learned vector `[n]`, or of each task's own `[T, n]`, shaped so that it multiplies a leaf like `like`. */
export function entryFor(vector: Tensor, place: number, like: Tensor): Tensor {
  const lead = vector.shape.slice(0, -1);
  const entry = tf.slice(vector, [...lead.map(() => 0), place], [...lead, 1]);
  return perTaskScalar(tf.reshape(entry, lead), like.rank);
}
