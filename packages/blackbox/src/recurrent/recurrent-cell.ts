import type { Context, ParamSpecs, ParamTree, Tensor, Tree } from '@innerloop/core';

/** What carries a state from example to example. Every tensor of a state is `[T, B, …]`: B branches of each task, which know nothing of one another. */
export interface RecurrentCell<State extends Tree> {
  /** Numbers an example. */
  readonly inputs: number;
  /** Numbers that it gives at each example. */
  readonly outputs: number;
  readonly specs: ParamSpecs;
  /** Where an episode begins, one branch a task. It is the same for every episode, so none leaks into the next. */
  start(tasks: number): State;
  /** From the leaves: what depends on the inputs alone, `[T, N, inputs] → [T, N, …]`: one product for many times. */
  project(params: ParamTree, x: Tensor, context: Context): Tensor;
  /** The leaves as `advance` takes them: what is made of them once for all steps. */
  prepare(params: ParamTree): ParamTree;
  /** One step of every branch, from what `project` gave, `[T, B, …]`: what it gives, `[T, B, outputs]`, and the new state. */
  advance(params: ParamTree, projected: Tensor, state: State, context: Context): Advanced<State>;
}

export type Advanced<State extends Tree> = { readonly outputs: Tensor; readonly state: State };
