import {
  crossEntropy,
  forward,
  InvalidOptionError,
  observe,
  scope,
  squaredDistances,
  under,
  within,
} from '@innerloop/core';
import type { Context, Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface PrototypicalOptions {
  /** The embedding: its outputs `[T, N, features]` are compared. */
  readonly model: Model;
  /** Factor of the logits; `1 / features` keeps them of one size whatever the embedding's. */
  readonly scale?: number;
}

/** A prototype a class, `[T, ways, features]`, and the buffers that the support left. */
export type PrototypicalAdapted = { readonly prototypes: Tensor; readonly buffers: ParamTree };

/**
 * Prototypical networks: a class is the mean of its embedded support, a query belongs to the nearest.
 *
 * `c_n = mean of f(x) over class n`, logits `−scale · ‖f(x̂) − c_n‖²`, loss the mean cross-entropy. Everything is differentiated.
 * Targets are one-hot `[T, N, ways]`, so the number of ways is a shape: train with many, test with few.
 * Support and query pass through the embedding one after the other: with `batch` statistics each is normalised by its own.
 *
 * @throws InvalidOptionError if `scale` is not a positive finite number
 * @see Snell, Swersky, Zemel 2017, "Prototypical Networks for Few-shot Learning", arXiv:1703.05175
 */
export function prototypical({ model, scale = 1 }: PrototypicalOptions): Learner<PrototypicalAdapted> {
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new InvalidOptionError(`prototypical: scale must be a positive finite number, got ${scale}.`);
  }
  const embed = (params: ParamTree, x: Tensor, context: Context): Tensor =>
    model.apply(scope(params, 'model'), x, within(context, 'model'));

  const learner: Learner<PrototypicalAdapted> = {
    name: 'prototypical',
    kind: 'classification',
    specs: under('model', model.specs),
    ...(model.normalization === undefined ? {} : { normalization: model.normalization }),
    adapt: (params, { x, y }, context) => {
      const { value, reported } = observe((at) => embed(params, x, { ...at, pass: 'support' }), context);
      forward(reported, context);
      const counts = tf.expandDims(tf.sum(y, 1), 2);
      return { prototypes: tf.div(tf.matMul(y, value, true), counts), buffers: reported };
    },
    predict: (params, { prototypes, buffers }, x, context) => {
      const embedded = embed({ ...params, ...buffers }, x, { ...context, pass: 'query' });
      return tf.mul(squaredDistances(embedded, prototypes), -scale);
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
