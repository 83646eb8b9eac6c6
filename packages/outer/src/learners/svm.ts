import type { Learner } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { crammerSingerDuals } from '../heads/crammer-singer.js';
import { expectCount, expectPositive, linearHead } from '../heads/linear-head.js';
import type { LinearHeadAdapted, LinearHeadOptions } from '../heads/linear-head.js';

export interface SvmOptions extends LinearHeadOptions {
  /** `C`, the most that an example counts; default 0.1. */
  readonly bound?: number;
  /** `ε`, added to the diagonal of the Gram matrix; default 1. */
  readonly jitter?: number;
  /** Splitting steps that look for the support vectors; default 60. They cost little beside the system that follows. */
  readonly iterations?: number;
}

/**
 * A multi-class support vector machine as the head of a network that all tasks share (MetaOptNet).
 *
 * With embedded support `Z`, its duals minimise `½ Σ_m ‖w_m‖² − Σ_i α_i^{y_i}` (Crammer and Singer) where `α_i^m ≤ C · 1[y_i = m]` and
 * `Σ_m α_i^m = 0`; `w_m = Σ_i α_i^m z_i`, predictions `s · ⟨w_m, f(x̂)⟩` with a learned scale `s` (default 1). The gradient is implicit, by
 * the Karush-Kuhn-Tucker conditions at the solution: it does not depend on how that was found.
 *
 * Predictions bend where an example becomes a support vector or ceases to be one: the derivative jumps there.
 *
 * @throws InvalidOptionError if `bound`, `jitter` or `scale` is not positive, or `iterations` is no positive integer
 * @see Lee, Maji, Ravichandran, Soatto 2019, "Meta-Learning with Differentiable Convex Optimization", arXiv:1904.03758
 */
export function svm(options: SvmOptions): Learner<LinearHeadAdapted> {
  const { bound = 0.1, jitter = 1, iterations = 60 } = options;
  expectPositive('svm: bound', bound);
  expectPositive('svm: jitter', jitter);
  expectCount('svm: iterations', iterations);
  return linearHead(
    {
      name: 'svm',
      bias: false,
      specs: {},
      fit: (features, labels) =>
        tf.matMul(features, crammerSingerDuals({ features, labels, bound, jitter, iterations }), true),
    },
    options,
  );
}
