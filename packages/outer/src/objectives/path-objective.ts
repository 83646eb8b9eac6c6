import type { Context, ParamSpecs, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Which points of the inner loop the outer loss is of: `Σ_k w_k L_Q(φ_k)` over the points after steps 1 … K. */
export interface PathObjective {
  readonly name: string;
  /** What it counts from iteration to iteration: `running` leaves, below `objective/` in the learner. */
  readonly specs: ParamSpecs;
  /** The weights of the K points, each `[]`. Reports the new values of what it counts. */
  weights(params: ParamTree, steps: number, context: Context): readonly Tensor[];
}

/** `Σ_k w_k L_k` of losses `[T]` and weights `[]`: `[T]`. */
export const weightedSum = (losses: readonly Tensor[], weights: readonly Tensor[]): Tensor =>
  losses.map((loss, k) => tf.mul(loss, weights[k] as Tensor)).reduce((sum, term) => tf.add(sum, term));
