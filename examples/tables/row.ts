import type { AnyLearner, Learner, MetaGradient, MetaState, MetaStep, Tree, UpdateRule } from '@innerloop/core';
import { stepOf } from '../experiment/train.js';
import type { Made, Problem, Row } from './table.js';

/** A learner with its outer step: default the exact meta-gradient, and Adam with rate 0.001. */
export const made = <L extends Learner<Tree> & AnyLearner>(
  learner: L,
  how: { readonly metaGradient?: MetaGradient<L>; readonly optimizer?: UpdateRule } = {},
): Made => ({ learner, step: stepOf(learner, how) as MetaStep<MetaState> }); // a `Learner<Tree>` has tensors as targets

/** A learner that is judged as it begins: it has nothing to learn from task to task. */
export const untrained = (learner: Learner<Tree>): Made => ({ learner });

/** A line of a table. */
export const row = <P extends Problem>(
  name: string,
  combination: string,
  settings: string,
  make: (problem: P) => Made,
  more: Pick<Row<P>, 'published' | 'training' | 'source' | 'suits'> = {},
): Row<P> => ({ name, combination, settings, make, ...more });
