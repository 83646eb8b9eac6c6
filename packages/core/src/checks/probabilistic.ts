import type { Learner, ProbabilisticLearner } from '../contracts/learner.js';
import type { Tree } from '../contracts/tree.js';

/** Whether a learner says how sure it is: mean and variance of the targets. */
export const isProbabilistic = <Y extends Tree>(learner: Learner<Tree, Y>): learner is ProbabilisticLearner<Tree, Y> =>
  'predictive' in learner && typeof learner.predictive === 'function';
