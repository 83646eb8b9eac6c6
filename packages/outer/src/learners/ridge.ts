import type { Learner } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectPositive, linearHead, logarithmOf } from '../heads/linear-head.js';
import type { LinearHeadAdapted, LinearHeadOptions } from '../heads/linear-head.js';
import { ridgeWeights } from '../heads/ridge-regression.js';

export interface RidgeOptions extends LinearHeadOptions {
  /** `λ`, the penalty of the squared weights; default 1. */
  readonly regularization?: number;
  /** Whether `λ` is a meta-parameter, by its logarithm; default false. */
  readonly learnRegularization?: boolean;
  /** Whether features and targets are divided by the root of the number of examples, so that `λ` means the same for any; default true. */
  readonly normalized?: boolean;
  /** Whether a column of ones is added to the features; its weight is penalised too. Default true. */
  readonly bias?: boolean;
}

/**
 * Ridge regression as the head of a network that all tasks share (R2-D2): the inner learner is solved for, not descended.
 *
 * `X = [f(x), 1] / √n`, `Y = y / √n`, `W = argmin ‖X W − Y‖² + λ ‖W‖²`, predictions `s · [f(x̂), 1] W + t`. Class labels are regressed as
 * one-hot vectors, so the number of ways is a shape; with a regression loss it is a regression head. The embedding, the scale `s`
 * (default 1) and shift `t`, and `λ` if asked, are learned through the exact solution; its system is of the examples or of the features,
 * whichever are fewer.
 *
 * Without bias, not normalised, with `λ = 50` and scale 2 it is the ridge head of MetaOptNet.
 *
 * @throws InvalidOptionError if `regularization` or `scale` is not positive
 * @see Bertinetto, Henriques, Torr, Vedaldi 2019, "Meta-learning with differentiable closed-form solvers", arXiv:1805.08136
 */
export function ridge(options: RidgeOptions): Learner<LinearHeadAdapted> {
  const { regularization = 1, learnRegularization = false, normalized = true, bias = true } = options;
  expectPositive('ridge: regularization', regularization);
  return linearHead(
    {
      name: 'ridge',
      bias,
      specs: { regularization: logarithmOf(regularization, learnRegularization) },
      fit: (x, y, value) => {
        const share = normalized ? 1 / Math.sqrt(x.shape[1] as number) : 1;
        return ridgeWeights(tf.mul(x, share), tf.mul(y, share), tf.exp(value('regularization')));
      },
    },
    options,
  );
}
