import { InvalidOptionError, scope, under, within } from '@innerloop/core';
import type { Model, ResumableLearner, Tensor, Tree } from '@innerloop/core';
import { innerLearner } from '../loop/inner-learner.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import type { InnerTrail } from '../loop/path.js';
import { anew, learnedOf, unlearned } from './anew.js';

export interface ScratchOptions<Y extends Tree = Tensor> extends InnerLearnerOptions<Y> {
  readonly model: Model;
}

/** All leaves of the network, per task, and the buffers that go with them. */
export type ScratchAdapted = InnerTrail;

/**
 * Training from scratch: every task begins with a network of its own, drawn anew, and knows nothing of others.
 *
 * `φ_0 ~ the initializers`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`. The baseline that says what meta-learning adds. The leaves are no
 * meta-parameters; what is learned from task to task is what the rule learns: with a rule that learns, it is the setting of learned
 * optimizers, and with `sgd` there is nothing to train, only to evaluate.
 *
 * The adapted leaves are all learned ones of the model, per task, each task's from its own stream of the context's key.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or the model has no learned leaf
 */
export function scratch<Y extends Tree = Tensor>(options: ScratchOptions<Y>): ResumableLearner<ScratchAdapted, Y> {
  const { model } = options;
  const moved = under('model', learnedOf(model.specs));
  if (Object.keys(moved).length === 0) {
    throw new InvalidOptionError('scratch: the model has no learned leaf, so there is nothing to train.');
  }
  return innerLearner(
    {
      name: 'scratch',
      specs: under('model', unlearned(model.specs)),
      moved,
      begin: anew(moved),
      normalization: model.normalization,
      apply: (params, x, context) => model.apply(scope(params, 'model'), x, within(context, 'model')),
    },
    options,
  );
}
