import type { Learner } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectCount, expectPositive, linearHead, logarithmOf } from '../heads/linear-head.js';
import type { LinearHeadAdapted, LinearHeadOptions } from '../heads/linear-head.js';
import { logisticWeights } from '../heads/logistic-regression.js';

export interface LogisticOptions extends LinearHeadOptions {
  /** `λ`, the penalty of half the squared weights; default 1. */
  readonly regularization?: number;
  /** Whether `λ` is a meta-parameter, by its logarithm; default false. */
  readonly learnRegularization?: boolean;
  /** Newton steps, from zero weights; default 5. */
  readonly iterations?: number;
}

/**
 * Logistic regression as the head of a network that all tasks share (LR-D2), each class against the rest.
 *
 * `X = [f(x), 1]`; so many steps of Newton's method from `w = 0`, each a weighted ridge regression (IRLS):
 * `w = Xᵀ (X Xᵀ + λ diag(s)⁻¹)⁻¹ z` with `μ = σ(Xw)`, `s = μ (1 − μ)`, `z = Xw + (y − μ) / s`. Predictions are `s · [f(x̂), 1] w + t`, of
 * which the loss takes a softmax. All steps are differentiated.
 *
 * @throws InvalidOptionError if `regularization` or `scale` is not positive, or `iterations` is no positive integer
 * @see Bertinetto, Henriques, Torr, Vedaldi 2019, "Meta-learning with differentiable closed-form solvers", arXiv:1805.08136
 */
export function logistic(options: LogisticOptions): Learner<LinearHeadAdapted> {
  const { regularization = 1, learnRegularization = false, iterations = 5 } = options;
  expectPositive('logistic: regularization', regularization);
  expectCount('logistic: iterations', iterations);
  return linearHead(
    {
      name: 'logistic',
      bias: true,
      specs: { regularization: logarithmOf(regularization, learnRegularization) },
      fit: (x, y, value) => logisticWeights(x, y, tf.exp(value('regularization')), iterations),
    },
    options,
  );
}
