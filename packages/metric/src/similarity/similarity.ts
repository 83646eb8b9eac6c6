import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';

/** How alike two embedded examples are: what a metric learner compares with, learned or not. */
export interface Similarity {
  readonly specs: ParamSpecs;
  /** Of a network inside. */
  readonly normalization?: string;
  /**
   * Examples of the support `[T, N, …features]` and others `[T, Q, …features]` to `[T, Q, N]`, higher for more alike. Each entry is of its
   * two examples alone, but for what normalises. Gradients flow to all.
   */
  compare(params: ParamTree, examples: Tensor, others: Tensor, context: Context): Tensor;
}
