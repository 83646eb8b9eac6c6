import type { Seed, Shape } from '@innerloop/core';

/**
 * Changes examples before they are divided into support and query: one draw a class and task, the same for all its examples.
 *
 * It is given the seed of this class in this task, and returns what changes one example (float32, of this shape) in place.
 */
export type Augmentation = (seed: Seed, shape: Shape) => (example: Float32Array) => void;
