import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from './tree.js';

/** `uniform` on [0, 1) · `normal` with mean 0 and variance 1 · `permutation` of 0 … n − 1 (int32, shape `[n]`). */
export type Distribution = 'uniform' | 'normal' | 'permutation';

/** A value that names a stream of random numbers. Inside pure functions it gives tensors only, so that a compiler can make every draw an input. */
export interface Key {
  /** An independent key, derived from this one and the label. */
  fold(label: string | number): Key;
  /** Numbers of the stream. With `tasks`: shape `[tasks, ...shape]`, row t from task t's own stream, so that a batch of tasks equals the loop over them. */
  draw(distribution: Distribution, shape: Shape, tasks?: number): Tensor;
  /** The key of a slice of the tasks that starts at `task`: row 0 of its batched draws is row `task` of this key's. */
  from(task: number): Key;
}

/** A key that also gives numbers on the host: for drivers and samplers only. */
export interface Seed extends Key {
  fold(label: string | number): Seed;
  from(task: number): Seed;
  /** The seed of one task's own stream: the one that row `task` of a batched draw comes from. */
  task(task: number): Seed;
  /** A new generator of uniform numbers on [0, 1), from the stream's beginning. */
  numbers(): () => number;
}
