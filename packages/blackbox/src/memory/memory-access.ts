import type { Tensor, Tree } from '@innerloop/core';

/**
 * How a controller writes to a memory and reads from it. Every tensor is `[G, …]` with one memory a leading place; there are no
 * parameters, what it does is said by `inputs` numbers from the controller.
 */
export interface MemoryAccess<State extends Tree> {
  /** Numbers that it takes from the controller, `[G, inputs]`. */
  readonly inputs: number;
  /** Numbers that it has read, `[G, outputs]`: the read vectors of all heads. */
  readonly outputs: number;
  /** The memory of an episode's beginning. */
  start(groups: number): State;
  /** Writes, then reads. */
  advance(said: Tensor, state: State): { readonly read: Tensor; readonly state: State };
}

export interface MemorySize {
  /** Default 128. */
  readonly rows?: number;
  /** Numbers a row; default 40. */
  readonly width?: number;
  /** Default 4. */
  readonly readHeads?: number;
}
