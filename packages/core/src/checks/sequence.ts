import type { Learner, SequenceLearner } from '../contracts/learner.js';
import type { Tree } from '../contracts/tree.js';

/** Whether a learner can be asked for its answer at each presentation of its support. */
export const isSequenceLearner = <Y extends Tree>(learner: Learner<Tree, Y>): learner is SequenceLearner<Tree, Y> =>
  'presentations' in learner && typeof learner.presentations === 'function';
