import {
  cosineSimilarity,
  crossEntropy,
  embedding,
  InvalidOptionError,
  rowsOf,
  scope,
  squaredDistances,
  within,
} from '@innerloop/core';
import type { Context, Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { classMeans } from '../classes/class-means.js';
import { expectFactor } from '../classes/expect-factor.js';

export interface PrototypicalOptions {
  /** The embedding: its outputs `[T, N, features]` are compared. */
  readonly model: Model;
  /**
   * How far a query is from a prototype: `euclidean` (default), the squared distance of the paper, or `cosine`. The mean of the class is
   * taken of the features as they are.
   */
  readonly distance?: 'euclidean' | 'cosine';
  /** Factor of the logits, the inverse of a temperature; default 1. `1 / features` keeps squared distances of one size; cosines want about 10. */
  readonly scale?: number;
  /**
   * Whether support and query pass through the embedding as one batch in training, as in the authors' code; default false. It matters where
   * a batch normalises: both are then normalised by the statistics of both, and stored averages are of both. At test they pass one after the other.
   */
  readonly jointBatch?: boolean;
}

/** A prototype a class, `[T, ways, features]`, and the buffers that the support left. */
type Prototypes = { readonly prototypes: Tensor; readonly buffers: ParamTree };
/** The support as it is, which waits for the query that it is embedded with. */
type Waiting = { readonly x: Tensor; readonly y: Tensor };
export type PrototypicalAdapted = Prototypes | Waiting;

const likenesses = {
  euclidean: (queries: Tensor, prototypes: Tensor): Tensor => tf.neg(squaredDistances(queries, prototypes)),
  cosine: cosineSimilarity,
} as const;

/**
 * Prototypical networks: a class is the mean of its embedded support, a query belongs to the nearest.
 *
 * `c_n = mean of f(x) over class n`, logits `−scale · ‖f(x̂) − c_n‖²` or `scale · cos(f(x̂), c_n)`, loss the mean cross-entropy. Everything is
 * differentiated. Targets are one-hot `[T, N, ways]`, so the number of ways is a shape: train with many, test with few.
 * Support and query pass through the embedding one after the other, with `jointBatch` in training together: then the adapted value of
 * training is the support itself, and each prediction embeds it again.
 *
 * @throws InvalidOptionError if `scale` is not a positive finite number or `distance` is another
 * @see Snell, Swersky, Zemel 2017, "Prototypical Networks for Few-shot Learning", arXiv:1703.05175
 */
export function prototypical(options: PrototypicalOptions): Learner<PrototypicalAdapted> {
  const { model, distance = 'euclidean', scale = 1, jointBatch = false } = options;
  expectFactor('prototypical', 'scale', scale);
  if (!Object.hasOwn(likenesses, distance)) {
    throw new InvalidOptionError(`prototypical: distance must be 'euclidean' or 'cosine', got '${distance}'.`);
  }
  const embed = embedding(model);
  const together = ({ mode, inductive }: Context): boolean => jointBatch && mode === 'train' && inductive !== true;

  /** Support and query in one pass, which reports as a support does, since all of it is learned from. */
  function pass(params: ParamTree, support: Waiting, x: Tensor, context: Context) {
    const rows = rowsOf(support.x);
    const at: Context = { ...within(context, 'model'), pass: 'support' };
    const all = model.apply(scope(params, 'model'), tf.concat([support.x, x], 1), at);
    const [given, asked] = tf.split(all, [rows, rowsOf(x)], 1) as [Tensor, Tensor];
    return { prototypes: classMeans(given, support.y), asked };
  }

  const learner: Learner<PrototypicalAdapted> = {
    name: 'prototypical',
    kind: 'classification',
    specs: embed.specs,
    ...embed.told,
    adapt: (params, { x, y }, context) => {
      if (together(context)) return { x, y };
      const { features, buffers } = embed.support(params, x, context);
      return { prototypes: classMeans(features, y), buffers };
    },
    predict: (params, adapted, x, context) => {
      const { prototypes, asked } =
        'prototypes' in adapted
          ? { ...adapted, asked: embed.query(params, adapted.buffers, x, context) }
          : pass(params, adapted, x, context);
      return tf.mul(likenesses[distance](asked, prototypes), scale);
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
