import { constant, dotPerTask, fixed, InvalidOptionError, leaf, mapParams } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { InnerPenalty } from '../loop/inner-learner.js';

export interface ProximalOptions {
  /** First value of `λ`. */
  readonly strength: number;
  /** Whether the outer rule moves `λ`; default false. It is not kept from becoming negative. */
  readonly learned?: boolean;
}

/**
 * Keeps what an inner loop moves near where it started: `½ λ ‖φ − θ‖²` of each task, over all leaves that adapt.
 *
 * Its leaf `penalty/strength` `[]` is `λ`. Gradients flow by `φ`, `θ` and `λ`. With `implicit()` it is iMAML; a `λ` above the size of the
 * loss's most negative curvature makes the inner problem convex.
 *
 * @throws InvalidOptionError if `strength` is negative or no finite number
 * @see Rajeswaran, Finn, Kakade, Levine 2019, "Meta-Learning with Implicit Gradients", arXiv:1909.04630
 */
export function proximal({ strength, learned = false }: ProximalOptions): InnerPenalty {
  if (!Number.isFinite(strength) || strength < 0) {
    throw new InvalidOptionError(`proximal: strength must be a finite number of at least 0, got ${strength}.`);
  }
  const spec = { shape: [], initialize: constant(strength) };
  return {
    specs: { strength: learned ? spec : fixed(spec) },
    apply(own, adapted, initial) {
      const away = mapParams(adapted, (tensor, name) => tf.sub(tensor, leaf(initial, name)));
      return tf.mul(tf.mul(leaf(own, 'strength'), 0.5), dotPerTask(away, away));
    },
  };
}
