import { initialize, seed, throughAdaptation, tidy } from '@innerloop/core';
import type { AnyInnerLearner, Episode, MetaGradient, ParamTree, Tree } from '@innerloop/core';

/** Backpropagation through every inner step: what others are compared with. */
export const exactly = throughAdaptation('exact', { order: 'exact' });

/** Inner gradients as constants. */
export const firstly = throughAdaptation('first-order', { order: 'first' });

export const valuesFor = (learner: AnyInnerLearner): ParamTree => tidy(() => initialize(learner.specs, seed(2)));

/** The gradients of an estimate; the caller owns them. */
export function gradientOf(
  learner: AnyInnerLearner,
  how: MetaGradient<AnyInnerLearner>,
  episode: Episode<Tree>,
  params = valuesFor(learner),
): ParamTree {
  return tidy(() => how.estimate({ learner, params, episode, key: seed(1) }).grads);
}
