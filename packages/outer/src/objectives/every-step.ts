import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { PathObjective } from './path-objective.js';

/**
 * The query loss after every inner step, with weights that stay as they are: `Σ_k w_k L_Q(φ_k)`.
 *
 * With the weight 1 it is the sum of the losses over the path, what learned optimizers are trained on; with `[0, …, 0, 1]` it is the
 * loss of the last point. Gradients flow through all points; the cost is a query pass a step.
 *
 * @param weights  one for all points (default 1), or one for each inner step
 * @throws InvalidOptionError if a weight is negative or not finite, or, in training, if there is not one for each step
 * @see Andrychowicz et al. 2016, "Learning to learn by gradient descent by gradient descent", eq. 3, arXiv:1606.04474
 */
export function everyStep(weights: number | readonly number[] = 1): PathObjective {
  const given = typeof weights === 'number' ? [weights] : weights;
  const wrong = given.find((weight) => !Number.isFinite(weight) || weight < 0);
  if (wrong !== undefined || given.length === 0) {
    throw new InvalidOptionError(
      `everyStep: weights must be finite numbers of at least 0, got ${wrong ?? 'none'}. Pass 1, or one for each inner step.`,
    );
  }
  return {
    name: 'every-step',
    specs: {},
    weights: (_params, steps) => {
      if (typeof weights === 'number') return Array.from({ length: steps }, () => tf.scalar(weights));
      if (weights.length === steps) return weights.map((weight) => tf.scalar(weight));
      throw new InvalidOptionError(
        `everyStep: there are ${weights.length} weights, but the inner loop takes ${steps} steps in training. Pass one for each step.`,
      );
    },
  };
}
