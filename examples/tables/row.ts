import type { AnyLearner, Learner, MetaGradient, MetaState, MetaStep, Tree, UpdateRule } from '@innerloop/core';
import { miniBatches } from '@innerloop/outer';
import type { Batches } from '@innerloop/outer';
import { firstOrder } from '@innerloop/training';
import { stepOf } from '../experiment/train.js';
import type { Made, Problem, Row } from './table.js';

interface How<L extends AnyLearner> {
  readonly metaGradient?: MetaGradient<L>;
  readonly optimizer?: UpdateRule;
  /** First-order meta-gradients for so many iterations, before the others. */
  readonly firstOrderUntil?: number;
}

/** A learner with its outer step: default the exact meta-gradient, and Adam with rate 0.001. */
export function made<L extends Learner<Tree> & AnyLearner>(
  learner: L,
  { firstOrderUntil: iterations, ...how }: How<L> = {},
): Made {
  // A `Learner<Tree>` has tensors as targets.
  const step = stepOf(learner, how) as MetaStep<MetaState>;
  if (iterations === undefined) return { learner, step };
  const first = stepOf(learner, { ...how, metaGradient: firstOrder() }) as MetaStep<MetaState>;
  return { learner, step, warmUp: { step: first, iterations } };
}

/** A learner that is judged as it begins: it has nothing to learn from task to task. */
export const untrained = (learner: Learner<Tree>): Made => ({ learner });

/** Mini-batches of 10 in training, as Reptile takes them; at test a step sees the whole support. */
export const pooled: Batches = (support, step, context) =>
  context.mode === 'train' ? miniBatches(10)(support, step, context) : support;

/** A line of a table. */
export const row = <P extends Problem>(
  name: string,
  combination: string,
  settings: string,
  make: (problem: P) => Made,
  more: Pick<Row<P>, 'published' | 'judgedAfter' | 'training' | 'source' | 'suits'> = {},
): Row<P> => ({ name, combination, settings, make, ...more });
