import { choleskySolve } from '@innerloop/core';
import type { Batch, Predictive, ProbabilisticLearner, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The kernel that curves are drawn with. */
export interface Kernel {
  readonly lengthScale: number;
  readonly noise: number;
}

/** `exp(−½ ((x − x') / ℓ)²)` of all pairs, `[T, N, 1] × [T, M, 1] → [T, N, M]`. */
function kernelOf(x: Tensor, other: Tensor, lengthScale: number): Tensor {
  const apart = tf.div(tf.sub(x, tf.transpose(other, [0, 2, 1])), lengthScale);
  return tf.exp(tf.mul(tf.square(apart), -0.5));
}

/**
 * Gaussian process regression with the kernel that the curves come from: what can be known at most. It has nothing to learn.
 *
 * Mean `kᵀ (K + noise² I)⁻¹ y`, variance `1 + noise² − kᵀ (K + noise² I)⁻¹ k`.
 */
export function trueProcess({ lengthScale, noise }: Kernel): ProbabilisticLearner<Batch> {
  const learner: ProbabilisticLearner<Batch> = {
    name: 'gaussian-process',
    kind: 'regression',
    specs: {},
    adapt: (_params, { x, y }) => ({ x: tf.clone(x), y: tf.clone(y) }),
    predict: (params, adapted, x, context) => learner.predictive(params, adapted, x, context).mean,
    predictive: (_params, { x: seen, y }, x): Predictive => {
      const own = tf.add(kernelOf(seen, seen, lengthScale), tf.mul(tf.eye(seen.shape[1] as number), noise ** 2));
      const across = kernelOf(seen, x, lengthScale);
      const solved = choleskySolve(own, across);
      const known = tf.expandDims(tf.sum(tf.mul(across, solved), 1), 2);
      return { mean: tf.matMul(solved, y, true), variance: tf.sub(1 + noise ** 2, known) };
    },
    objective: () => {
      throw new Error('trueProcess: there is nothing to train.');
    },
  };
  return learner;
}
