import { boundedProgram } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface CrammerSinger {
  /** `[T, n, features]` */
  readonly features: Tensor;
  /** One-hot `[T, n, classes]`. */
  readonly labels: Tensor;
  /** `C`, the most that an example counts. */
  readonly bound: number;
  /** `ε`, added to the diagonal of the Gram matrix. */
  readonly jitter: number;
  readonly iterations: number;
}

/**
 * The duals `α [T, n, classes]` of Crammer and Singer's support vector machine: they minimise `½ tr(αᵀ (Z Zᵀ + ε I) α) − ⟨Y, α⟩` where
 * `α ≤ C Y` and each row adds up to zero. The weights are `Zᵀ α`.
 *
 * Solved for `α` itself: of long features it is far smaller than `C`, and would have no digits as what is left of `C Y`. Differentiable by
 * the features, implicitly.
 */
export function crammerSingerDuals(given: CrammerSinger): Tensor {
  const { features, labels, bound, jitter, iterations } = given;
  const n = features.shape[1] as number;
  const gram = tf.matMul(features, features, false, true);
  const quadratic = tf.add(gram, tf.mul(tf.expandDims(tf.eye(n), 0), jitter));
  return boundedProgram({ quadratic, linear: tf.neg(labels), upper: tf.mul(labels, bound), total: 0, iterations });
}
