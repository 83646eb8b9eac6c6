import {
  align,
  constant,
  forward,
  InvalidOptionError,
  leaf,
  observe,
  scope,
  specOf,
  under,
  within,
} from '@innerloop/core';
import type { Context, Model, ParamSpecs, ParamTree, Predictive, ProbabilisticLearner, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { linearPosterior } from '../heads/linear-posterior.js';

export interface LaplaceOptions {
  /** The embedding: its outputs `[T, N, features]`, and a constant, are what the head weighs. */
  readonly model: Model;
  /** First value of the prior variance of a weight of the head; learned. Default 1. */
  readonly variance?: number;
  /** First value of the variance of the noise of targets; learned. Default 0.1. */
  readonly noise?: number;
}

/**
 * What the support is to the head: its features `[T, n, features + 1]` and targets `[T, n, outputs]`, which is the posterior in the form
 * that predictions keep their digits in; and the buffers that it left.
 */
export type LaplaceAdapted = { readonly features: Tensor; readonly targets: Tensor; readonly buffers: ParamTree };

/** Variances are learned as their logarithms: they stay positive. */
function variancesOf({ variance = 1, noise = 0.1 }: LaplaceOptions): ParamSpecs {
  const entries = Object.entries({ variance, noise }).map(([name, value]) => {
    if (!Number.isFinite(value) || value <= 0) {
      throw new InvalidOptionError(
        `laplace: ${name} must be a positive finite number, got ${value}. It is a variance, learned from there.`,
      );
    }
    return [name, { shape: [], initialize: constant(Math.log(value)) }] as const;
  });
  return Object.fromEntries(entries);
}

/** `−log N(y; mean, variance)`, the mean over a task's entries: `[T]`. */
function surprise({ mean, variance }: Predictive, y: Tensor): Tensor {
  const squares = tf.div(tf.square(tf.sub(y, mean)), variance);
  const each = tf.mul(tf.add(tf.add(tf.log(variance), squares), Math.log(2 * Math.PI)), 0.5);
  return tf.mean(each, [...each.shape.keys()].slice(1));
}

/**
 * Laplace's approximation of the last layer: the most likely head given the support, and how far the support leaves it open.
 *
 * Of targets `y = Wᵀφ(x) + ε` with `W ~ N(0, s²)` and `ε ~ N(0, σ²)` the approximation is the posterior itself, in closed form (Bayesian
 * linear regression on learned features): with `K = s² Φ Φᵀ + σ² I` over the support, mean `s² Φᵀ K⁻¹ Y` and covariance
 * `Σ = s² I − s² Φᵀ K⁻¹ Φ s²`. Predictions are normal with mean `Wᵀφ` and variance `φᵀ Σ φ + σ²`, which grows away from the support.
 * `φᵀ Σ φ` is computed as the sum of squares `s² ‖φ − Φᵀc‖² + σ² ‖c‖²`, `c = s² K⁻¹ Φ φ`, which keeps its digits near the support.
 * Learns the embedding below `model/`, and `log s²` and `log σ²` below `prior/`.
 *
 * Objective: the negative log-likelihood of the query under these predictions, the mean over its entries. One linear system of the size of the
 * support a task, everything differentiated. For regression: classes have no such posterior.
 *
 * @throws InvalidOptionError if a variance is not positive and finite
 * @see Harrison, Sharma, Pavone 2018, "Meta-Learning Priors for Efficient Online Bayesian Regression", arXiv:1807.08912; of Laplace
 *   approximations of meta-learners, Grant et al. 2018, arXiv:1801.08930
 */
export function laplace(options: LaplaceOptions): ProbabilisticLearner<LaplaceAdapted> {
  const { model } = options;
  const prior = variancesOf(options);

  /** `[1 or T, 1, 1]`. */
  const varianceOf = (params: ParamTree, name: 'variance' | 'noise'): Tensor =>
    tf.exp(align(leaf(params, `prior/${name}`), specOf(prior, name), 3));

  const embed = (params: ParamTree, x: Tensor, context: Context): Tensor => {
    const features = model.apply(scope(params, 'model'), x, within(context, 'model'));
    return tf.concat([features, tf.fill([...features.shape.slice(0, -1), 1], 1)], -1);
  };

  const learner: ProbabilisticLearner<LaplaceAdapted> = {
    name: 'laplace',
    kind: 'regression',
    specs: { ...under('model', model.specs), ...under('prior', prior) },
    ...(model.normalization === undefined ? {} : { normalization: model.normalization }),
    adapt: (params, { x, y }, context) => {
      const { value: features, reported } = observe((at) => embed(params, x, { ...at, pass: 'support' }), context);
      forward(reported, context);
      return { features, targets: tf.clone(y), buffers: reported };
    },
    predict: (params, adapted, x, context) => learner.predictive(params, adapted, x, context).mean,
    predictive: (params, { features, targets, buffers }, x, context) => {
      const at = embed({ ...params, ...buffers }, x, { ...context, pass: 'query' });
      const [variance, noise] = [varianceOf(params, 'variance'), varianceOf(params, 'noise')];
      const found = linearPosterior({ features, targets, variance, noise }, at);
      return { mean: found.mean, variance: tf.add(found.variance, tf.zerosLike(found.mean)) };
    },
    objective: (params, adapted, query, context) =>
      surprise(learner.predictive(params, adapted, query.x, context), query.y),
  };
  return learner;
}
