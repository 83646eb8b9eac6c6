import { crossEntropy, embedding, InvalidOptionError, scope, under } from '@innerloop/core';
import type { Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectFactor } from '../classes/expect-factor.js';
import { compared } from '../similarity/compared.js';
import { cosine } from '../similarity/cosine.js';
import type { Similarity } from '../similarity/similarity.js';
import { toldOf } from '../similarity/told-of.js';
import { classAttention } from './class-attention.js';
import { fullContext } from './full-context.js';
import type { FullContextOptions } from './full-context.js';

export interface MatchingOptions {
  /** The embedding of support and query, `[T, N, …] → [T, N, features]`. */
  readonly model: Model;
  /** What query and support are compared by; default `cosine()`. `learnedSimilarity(model)` is a network. */
  readonly similarity?: Similarity;
  /** Factor of the similarities before the softmax, the inverse of a temperature. Default 1, as in the paper; cosines learn faster with about 10. */
  readonly scale?: number;
  /**
   * What becomes of the similarities: `attention` (default), a softmax over the support whose weights vote for labels, as in the paper; or
   * `summed`, the sum of a class's similarities as its logit, as in the code of twitter/meta-learning-lstm.
   */
  readonly votes?: 'attention' | 'summed';
  /** Embeddings that see the whole support; default none. Features must be vectors then, and the order of the support counts. */
  readonly fullContext?: FullContextOptions;
}

/** The embedded support, its targets, and the buffers that it left. */
export type MatchingAdapted = { readonly features: Tensor; readonly y: Tensor; readonly buffers: ParamTree };

const known: readonly string[] = ['attention', 'summed'];

/**
 * Matching networks: each example of the support votes for its label with the attention that the query pays to it.
 *
 * `P(y | x̂, S) = Σ_i a(x̂, x_i) y_i`, `a = softmax_i(scale · cos(f(x̂), g(x_i)))`, objective `−log P`. Predictions are `log P`, `[T, Q, ways]`; with
 * `votes: 'summed'` logits `scale · Σ_i cos(f(x̂), g(x_i)) y_i`. Everything is differentiated; the number of ways and shots is a shape.
 *
 * Without `fullContext`, `f = g` is the model. With it a bidirectional LSTM reads the support, leaves below `context/support/`, and another LSTM
 * with `K_p` looks at the support reads each query, below `context/query/`.
 *
 * @throws InvalidOptionError if `scale` is not a positive finite number, `votes` is another, or a size of `fullContext` is none
 * @see Vinyals, Blundell, Lillicrap, Kavukcuoglu, Wierstra 2016, "Matching Networks for One Shot Learning", arXiv:1606.04080
 */
export function matching(options: MatchingOptions): Learner<MatchingAdapted> {
  const { model, similarity = cosine(), scale = 1, votes = 'attention' } = options;
  expectFactor('matching', 'scale', scale);
  if (!known.includes(votes)) {
    throw new InvalidOptionError(`matching: votes must be 'attention' or 'summed', got '${votes}'.`);
  }
  const embed = embedding(model);
  const comparison = compared(similarity, 'similarity');
  const whole = options.fullContext === undefined ? undefined : fullContext(options.fullContext);
  const learner: Learner<MatchingAdapted> = {
    name: 'matching',
    kind: 'classification',
    specs: { ...embed.specs, ...comparison.specs, ...under('context', whole?.specs ?? {}) },
    ...toldOf(model, similarity),
    ...(whole === undefined ? {} : { ordered: true }),
    adapt: (params, { x, y }, context) => {
      const { features: own, buffers } = embed.support(params, x, context);
      const features = whole === undefined ? own : whole.support(scope(params, 'context'), own);
      const more = comparison.support(params, features, features, context);
      return { features, y, buffers: { ...buffers, ...more } };
    },
    predict: (params, { features, y, buffers }, x, context) => {
      const own = embed.query(params, buffers, x, context);
      const query = whole === undefined ? own : whole.query(scope(params, 'context'), own, features, context);
      const likeness = comparison.query(params, buffers, { examples: features, query }, context);
      const scores = tf.mul(likeness, scale);
      return votes === 'summed' ? tf.matMul(scores, y) : classAttention(scores, y);
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
