import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../contracts/model.js';
import type { ParamSpecs } from '../contracts/params.js';
import type { ParamTree } from '../contracts/tree.js';
import { forward, observe } from '../gradients/observe.js';
import { within } from '../gradients/within.js';
import { scope, under } from '../params/named.js';

/** A network as the part of a learner that support and query pass through, one after the other. */
export interface Embedding {
  /** The network's, below the part's name. */
  readonly specs: ParamSpecs;
  /** What a learner says of itself: the network's `normalization`, where it has one. */
  readonly told: { readonly normalization?: string };
  /** The embedded support, and the buffers that it left for the query. Reports go on to the context. */
  support(params: ParamTree, x: Tensor, context: Context): { readonly features: Tensor; readonly buffers: ParamTree };
  /** The embedded query, normalised with what the support left where the network does so. */
  query(params: ParamTree, buffers: ParamTree, x: Tensor, context: Context): Tensor;
}

/**
 * A network as the embedding of a learner whose adaptation does not move it: its leaves stand below `name`. Gradients flow through features and
 * buffers.
 *
 * Support and query pass one after the other: with `batch` statistics each is normalised by its own, or, where the context is inductive,
 * each query by what the support left.
 */
export function embedding(model: Model, name = 'model'): Embedding {
  const embed = (params: ParamTree, x: Tensor, context: Context): Tensor =>
    model.apply(scope(params, name), x, within(context, name));
  return {
    specs: under(name, model.specs),
    told: model.normalization === undefined ? {} : { normalization: model.normalization },
    support(params, x, context) {
      const { value, reported } = observe((at) => embed(params, x, { ...at, pass: 'support' }), context);
      forward(reported, context);
      return { features: value, buffers: reported };
    },
    query: (params, buffers, x, context) => embed({ ...params, ...buffers }, x, { ...context, pass: 'query' }),
  };
}
