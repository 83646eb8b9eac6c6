import type { Context, ParamSpecs, ParamTree, Tensor, Tree } from '@innerloop/core';

/**
 * A layer over a sequence in which each example sees itself and those before it.
 *
 * It is written for branches: `past` is what later examples need of a sequence `[T, N, inputs]`, and a further example can follow all of it
 * or a part, without being a part of it. So a query costs one example, whatever the length of the support, and no query sees another.
 */
export interface CausalLayer<Past extends Tree = Tree> {
  readonly specs: ParamSpecs;
  readonly inputs: number;
  readonly outputs: number;
  /** What examples after these need of them; there may be none. */
  past(params: ParamTree, x: Tensor, context: Context): Past;
  /** Row i of `x` `[T, N, inputs]` follows rows 0 … i − 1 of the past: `[T, N, outputs]`. A sequence along its own past is the layer applied to it. */
  along(params: ParamTree, x: Tensor, past: Past, context: Context): Tensor;
  /** Each row of `x` `[T, Q, inputs]` follows the whole past, on a branch of its own: `[T, Q, outputs]`. */
  after(params: ParamTree, x: Tensor, past: Past, context: Context): Tensor;
}
