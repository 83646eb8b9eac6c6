import { constant, dotPerTask, fixed, InvalidOptionError, leaf, mapParams } from '@innerloop/core';
import type { ParamSpec } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { InnerPenalty } from '../loop/inner-learner.js';

export interface ProximalOptions {
  /** First value of `λ`. */
  readonly strength: number;
  /** Whether the outer rule moves `λ`, by its logarithm, so that it stays positive; default false. */
  readonly learned?: boolean;
}

/**
 * Keeps what an inner loop moves near where it started: `½ λ ‖φ − θ‖²` of each task, over all leaves that adapt.
 *
 * Its leaf `[]` is `penalty/strength`, `λ`, or `penalty/logStrength`, `log λ`, where that is learned. Gradients flow by `φ`, `θ` and `λ`.
 * With `implicit()` it is iMAML; a `λ` above the size of the loss's most negative curvature makes the inner problem convex.
 *
 * @throws InvalidOptionError if `strength` is negative or no finite number, or 0 where it is to be learned
 * @see Rajeswaran, Finn, Kakade, Levine 2019, "Meta-Learning with Implicit Gradients", arXiv:1909.04630
 */
export function proximal({ strength, learned = false }: ProximalOptions): InnerPenalty {
  if (!Number.isFinite(strength) || strength < 0) {
    throw new InvalidOptionError(`proximal: strength must be a finite number of at least 0, got ${strength}.`);
  }
  if (learned && strength === 0) {
    throw new InvalidOptionError(
      'proximal: a learned strength must begin above 0, since its logarithm is learned, got 0.',
    );
  }
  const number = (value: number): ParamSpec => ({ shape: [], initialize: constant(value) });
  return {
    specs: learned ? { logStrength: number(Math.log(strength)) } : { strength: fixed(number(strength)) },
    apply(own, adapted, initial) {
      const away = mapParams(adapted, (tensor, name) => tf.sub(tensor, leaf(initial, name)));
      const lambda = learned ? tf.exp(leaf(own, 'logStrength')) : leaf(own, 'strength');
      return tf.mul(tf.mul(lambda, 0.5), dotPerTask(away, away));
    },
  };
}
