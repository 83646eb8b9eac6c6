import { InvalidOptionError } from '@innerloop/core';
import type { AnyInnerLearner, AnyLearner, MetaGradient } from '@innerloop/core';

const isInner = (learner: AnyLearner): learner is AnyInnerLearner =>
  'initial' in learner && 'innerObjective' in learner;

/**
 * A meta-gradient for inner learners as one for any learner: what the type says in code, it checks at run time for configurations.
 *
 * @throws InvalidOptionError, when estimating, if the learner has no inner loop
 */
export const requiringInnerLoop = (narrow: MetaGradient<AnyInnerLearner>): MetaGradient => ({
  name: narrow.name,
  ...(narrow.wholeBatch === true ? { wholeBatch: true } : {}),
  estimate: ({ learner, ...problem }) => {
    if (!isInner(learner)) {
      throw new InvalidOptionError(
        `${narrow.name}: '${learner.name}' has no inner loop, so there is nothing to estimate from. Use exact.`,
      );
    }
    return narrow.estimate({ ...problem, learner });
  },
});
