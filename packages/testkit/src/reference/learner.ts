import { differentiate, scope, spread, stopTree, tasksOf, under, within } from '@innerloop/core';
import type { Batch, Context, InnerAdapted, InnerLearner, Loss, Model, ParamTree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface ReferenceLearnerOptions {
  readonly model: Model;
  readonly rule: UpdateRule;
  /** Inner steps. Default 2. */
  readonly steps?: number;
  /** Default the mean squared error. */
  readonly loss?: Loss;
}

const squaredError: Loss = (predictions, targets) => tf.mean(tf.square(tf.sub(predictions, targets)), [1, 2]);

/** What runs: a learner's parts, and what it was called with. */
interface Run {
  readonly options: Required<ReferenceLearnerOptions>;
  readonly params: ParamTree;
  readonly support: Batch;
  readonly context: Context;
}

/** All iterates of the inner loop: φ₀ … φ_K. */
function descend({ options, params, support, context }: Run, initial: ParamTree): readonly ParamTree[] {
  const { model, rule, steps, loss } = options;
  const start = { specs: model.specs, rule: scope(params, 'rule'), params: initial, context: within(context, 'rule') };
  const path: ParamTree[] = [initial];
  let [adapted, state] = [initial, rule.start(start)];
  for (let index = 0; index < steps; index++) {
    const found = differentiate(
      (p, c) => loss(model.apply(p, support.x, within(c, 'model')), support.y),
      adapted,
      context,
    );
    const grads = context.order === 'first' ? stopTree(found.grads) : found.grads;
    ({ params: adapted, state } = rule.update({ ...start, params: adapted, state, grads, loss: found.value, index }));
    path.push(adapted);
  }
  return path;
}

/** MAML in its shortest form: all leaves of a model descend the support's loss by a rule. The yardstick of testkit's own tests. */
export function referenceLearner(given: ReferenceLearnerOptions): InnerLearner {
  const options = { steps: 2, loss: squaredError, ...given };
  const { model, rule, loss } = options;
  const moved = under('model', model.specs);
  const own = (adapted: ParamTree): InnerAdapted => ({ params: under('model', adapted) });
  const initial = (params: ParamTree, support: Batch): ParamTree =>
    spread(scope(params, 'model'), model.specs, tasksOf(support.x));
  const apply = (adapted: ParamTree, x: Tensor, context: Context): Tensor =>
    model.apply(scope(adapted, 'model'), x, within(context, 'model'));
  const path = (params: ParamTree, support: Batch, context: Context): readonly ParamTree[] =>
    descend({ options, params, support, context }, initial(params, support));
  return {
    name: 'reference',
    specs: { ...moved, ...under('rule', rule.specs(model.specs)) },
    initial: (params, support) => own(initial(params, support)),
    adapt: (params, support, context) => own(path(params, support, context).at(-1) as ParamTree),
    trajectory: (params, support, steps, context) => {
      const all = path(params, support, context);
      return steps.map((step) => own(all[step] as ParamTree));
    },
    innerObjective: (_params, adapted, support, context) => loss(apply(adapted, support.x, context), support.y),
    predict: (_params, adapted, x, context) => apply(adapted.params, x, context),
    objective: (_params, adapted, query, context) => loss(apply(adapted.params, query.x, context), query.y),
  };
}
