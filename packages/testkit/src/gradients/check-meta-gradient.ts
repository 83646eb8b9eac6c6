import { initialize, seed, tidy } from '@innerloop/core';
import type { AnyLearner, Context, Episode, Key, MetaGradient, ParamTree, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectTreesClose } from '../trees/expect-trees.js';
import { compareWithDifferences } from './report.js';
import type { DifferenceOptions, GradientReport } from './report.js';

export interface CheckMetaGradientOptions extends Omit<DifferenceOptions, 'key'> {
  readonly episode: Episode<Tree>;
  readonly metaGradient: MetaGradient;
  /** Default: the learner's first values from the key. */
  readonly params?: ParamTree;
  /** Default a fixed one. */
  readonly key?: Key;
  /** `[]`, what the estimate is a gradient of. Default `meanObjective`; an estimator that folds its key otherwise needs its own for a learner that draws numbers. */
  readonly objective?: (params: ParamTree) => Tensor;
}

/**
 * `θ ↦ mean over tasks of L_Q(adapt(θ, S))`, written out: `[]`. The adaptation draws from the key folded by `adapt`, the query from that
 * folded by `query`, as the estimators of @innerloop/training do.
 */
export function meanObjective(
  learner: AnyLearner,
  params: ParamTree,
  episode: Episode<Tree>,
  context: Context,
): Tensor {
  const adapted = learner.adapt(params, episode.support, { ...context, key: context.key.fold('adapt') });
  return tf.mean(learner.objective(params, adapted, episode.query, { ...context, key: context.key.fold('query') }));
}

/**
 * Checks a meta-gradient and its loss against the whole objective `θ ↦ mean L_Q(adapt(θ))` and its finite differences, by every learned leaf.
 *
 * @throws LawError if the loss differs, or that names the leaves whose gradients differ, with both numbers
 */
export function checkMetaGradient(learner: AnyLearner, options: CheckMetaGradientOptions): GradientReport {
  const { episode, metaGradient, key = seed(0), params, objective, ...differences } = options;
  const at = params ?? initialize(learner.specs, key.fold('initialize'));
  const context: Context = { key, mode: 'train', order: 'exact' };
  const whole = objective ?? ((moved: ParamTree): Tensor => meanObjective(learner, moved, episode, context));
  const estimate = tidy(() => metaGradient.estimate({ learner, params: at, episode, key }));
  tf.tidy(() => expectTreesClose({ loss: estimate.loss }, { loss: whole(at) }));
  return compareWithDifferences(whole, estimate.grads, at, differences);
}
