import { forward, isLearned, observe, scope, under, within } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import type { Similarity } from './similarity.js';

/** A similarity as a part of a learner, below a name. */
export interface Compared {
  readonly specs: ParamSpecs;
  /**
   * What normalising layers in it learn of the support, each of its examples compared as a query will be. Nothing where nothing is stored and
   * no query asks for it.
   */
  support(params: ParamTree, examples: Tensor, support: Tensor, context: Context): ParamTree;
  /** `[T, Q, N]`. */
  query(params: ParamTree, buffers: ParamTree, pair: { examples: Tensor; query: Tensor }, context: Context): Tensor;
}

/** Puts a similarity below a name, with a pass of the support's own pairs for what normalises in it. */
export function compared(similarity: Similarity, name: string): Compared {
  const stores = Object.values(similarity.specs).some((spec) => !isLearned(spec));
  const needs = ({ inductive }: Context): boolean =>
    stores || (similarity.normalization !== undefined && inductive === true);
  const compare = (params: ParamTree, examples: Tensor, others: Tensor, context: Context): Tensor =>
    similarity.compare(scope(params, name), examples, others, within(context, name));
  return {
    specs: under(name, similarity.specs),
    support: (params, examples, support, context) => {
      if (!needs(context)) return {};
      const look = (at: Context): Tensor => compare(params, examples, support, { ...at, pass: 'support' });
      const { reported } = observe(look, context);
      forward(reported, context);
      return reported;
    },
    query: (params, buffers, { examples, query }, context) =>
      compare({ ...params, ...buffers }, examples, query, { ...context, pass: 'query' }),
  };
}
