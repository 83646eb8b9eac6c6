import { embedding } from '@innerloop/core';
import type { Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { classSums } from '../classes/class-sums.js';
import { compared } from '../similarity/compared.js';
import { learnedSimilarity } from '../similarity/learned-similarity.js';
import { toldOf } from '../similarity/told-of.js';

export interface RelationOptions {
  /** The encoder: its outputs are feature maps `[T, N, H, W, C]` (`relationEncoder`), or vectors `[T, N, features]`. */
  readonly model: Model;
  /**
   * The relation module: from a class beside a query, `[T, pairs, H, W, 2C]` (`relationModule`) or `[T, pairs, 2 · features]` (an `mlp`), to one
   * number before its sigmoid, `[T, pairs, 1]`.
   */
  readonly relation: Model;
}

/** The sum of each class's feature maps, `[T, ways, …features]`, and the buffers that the support left. */
export type RelationAdapted = { readonly classes: Tensor; readonly buffers: ParamTree };

/**
 * Relation networks: a network learns how alike a class and a query are.
 *
 * `F_n = Σ f(x) over class n` (a sum over shots, not a mean), relation score `r_{q,n} = σ(g([F_n; f(x_q)]))`. Objective: the mean over all queries and
 * classes of `(r_{q,n} − y_{q,n})²`. Predictions are the logits of the scores, `[T, Q, ways]`, whose largest is that of the largest score.
 * Everything is differentiated. The number of ways is a shape; that of shots is part of the size of `F_n`, so train with the shots of the test.
 *
 * Where the relation module stores averages, or a query is answered alone, it sees the support's examples beside the classes as its support.
 *
 * @throws InvalidDataError, when applied, if the relation module has more than one output
 * @see Sung et al. 2018, "Learning to Compare: Relation Network for Few-Shot Learning", arXiv:1711.06025; code of the authors `LearningToCompare_FSL`
 */
export function relation({ model, relation: module }: RelationOptions): Learner<RelationAdapted> {
  const embed = embedding(model);
  const comparison = compared(learnedSimilarity(module), 'relation');
  const learner: Learner<RelationAdapted> = {
    name: 'relation',
    kind: 'classification',
    specs: { ...embed.specs, ...comparison.specs },
    ...toldOf(model, module),
    adapt: (params, { x, y }, context) => {
      const { features, buffers } = embed.support(params, x, context);
      const classes = classSums(features, y);
      return { classes, buffers: { ...buffers, ...comparison.support(params, classes, features, context) } };
    },
    predict: (params, { classes, buffers }, x, context) => {
      const query = embed.query(params, buffers, x, context);
      return comparison.query(params, buffers, { examples: classes, query }, context);
    },
    objective: (params, adapted, query, context) => {
      const scores = tf.sigmoid(learner.predict(params, adapted, query.x, context));
      return tf.mean(tf.squaredDifference(scores, query.y), [1, 2]);
    },
  };
  return learner;
}
