import { choleskySolve, crossEntropy, embedding } from '@innerloop/core';
import type { Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { classMeans } from '../classes/class-means.js';
import { expectFactor } from '../classes/expect-factor.js';
import { classCovariances } from './class-covariances.js';

export interface MahalanobisOptions {
  /** The embedding, `[T, N, …] → [T, N, features]`. Cost and memory grow with the square of the features, and with their cube per class. */
  readonly model: Model;
  /** `β`, what is added to the diagonal of each covariance; default 1. */
  readonly regularization?: number;
  /** Factor of the squared distances in the logits; default ½, which makes them Gaussian log densities but for the determinant. */
  readonly scale?: number;
}

/** Mean `[T, ways, d]` and regularized covariance `[T, ways, d, d]` of each class, and the buffers that the support left. */
export type MahalanobisAdapted = { readonly means: Tensor; readonly covariances: Tensor; readonly buffers: ParamTree };

/**
 * The head of Simple CNAPS on any features: a query belongs to the class whose mean is nearest by the class's own covariance.
 *
 * `Q_n = λ_n Σ_n + (1 − λ_n) Σ + β I`, `λ_n = K_n / (K_n + 1)`, logits `−½ (f(x̂) − μ_n)ᵀ Q_n⁻¹ (f(x̂) − μ_n)`, objective the cross-entropy. Σ_n is the
 * covariance of the class's support, Σ that of all of the support; with one shot Σ_n = 0. Gradients flow through means, covariances and the
 * exact solve. With `Q = I` it is `prototypical` with scale ½.
 *
 * @throws InvalidOptionError if `regularization` or `scale` is not a positive finite number
 * @see Bateni, Goyal, Masrani, Wood, Sigal 2020, "Improved Few-Shot Visual Classification", arXiv:1912.03432
 */
export function mahalanobis({
  model,
  regularization = 1,
  scale = 0.5,
}: MahalanobisOptions): Learner<MahalanobisAdapted> {
  expectFactor('mahalanobis', 'regularization', regularization);
  expectFactor('mahalanobis', 'scale', scale);
  const embed = embedding(model);
  const learner: Learner<MahalanobisAdapted> = {
    name: 'mahalanobis',
    kind: 'classification',
    specs: embed.specs,
    ...embed.told,
    adapt: (params, { x, y }, context) => {
      const { features, buffers } = embed.support(params, x, context);
      const means = classMeans(features, y);
      return { means, covariances: classCovariances(features, y, means, regularization), buffers };
    },
    predict: (params, { means, covariances, buffers }, x, context) => {
      const query = embed.query(params, buffers, x, context);
      const apart = tf.sub(tf.expandDims(query, 1), tf.expandDims(means, 2)); // [T, ways, Q, d]
      const columns = tf.transpose(apart, [0, 1, 3, 2]);
      const distances = tf.sum(tf.mul(columns, choleskySolve(covariances, columns)), 2); // [T, ways, Q]
      return tf.mul(tf.transpose(distances, [0, 2, 1]), -scale);
    },
    objective: (params, adapted, query, context) =>
      crossEntropy(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
