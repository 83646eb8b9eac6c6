import { InvalidOptionError, isLearned, observe, pick, scope, spread, tasksOf, under, within } from '@innerloop/core';
import type {
  Batch,
  Context,
  InnerLearner,
  Loss,
  Model,
  ParamSpecs,
  ParamTree,
  Tensor,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import type { Batches } from '../loop/batches.js';
import { innerLoop } from '../loop/inner-loop.js';
import type { InnerPoint } from '../loop/inner-loop.js';

export interface MamlOptions<Y extends Tree = Tensor> {
  readonly model: Model;
  /** Moves the adapted leaves; what it learns itself is a meta-parameter below `rule/`. */
  readonly rule: UpdateRule;
  /** Of the inner and of the outer objective. */
  readonly loss: Loss<Y>;
  /** Inner steps in training. With 0 the learner is the pretrained baseline: one network for all tasks, adapted at test only. */
  readonly steps?: number;
  /** Inner steps at test; default `steps`. */
  readonly testSteps?: number;
  /** Prefixes of the model's leaves that the inner loop moves; default all learned ones. */
  readonly adapts?: readonly string[];
  /** The examples that an inner step sees, `miniBatches(size)` for instance; default the whole support. */
  readonly batches?: Batches;
}

/** The adapted leaves, per task, and the buffers that go with them. */
export type MamlAdapted = InnerPoint;

function checked<Y extends Tree>({
  model,
  steps = 1,
  testSteps = steps,
  adapts,
}: MamlOptions<Y>): {
  readonly steps: number;
  readonly testSteps: number;
  readonly moved: ParamSpecs;
} {
  for (const [name, count] of Object.entries({ steps, testSteps })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new InvalidOptionError(`maml: ${name} must be an integer of at least 0, got ${count}.`);
    }
  }
  const known = Object.keys(model.specs);
  const unknown = adapts?.find((prefix) => !known.some((name) => name.startsWith(prefix)));
  if (unknown !== undefined) {
    throw new InvalidOptionError(
      `maml: adapts names '${unknown}', but no leaf of the model begins so. There are: ${known.join(', ')}.`,
    );
  }
  const moves = (name: string): boolean =>
    adapts?.some((prefix) => name.startsWith(prefix)) ?? isLearned(model.specs[name]);
  return { steps, testSteps, moved: under('model', pick(model.specs, moves)) };
}

/**
 * Model-agnostic meta-learning: an initialisation from which a few steps of a rule on the support give a good model.
 *
 * `φ_0 = θ`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, objective `L_Q(φ_K)`. Any model, any rule: with `sgd` it is MAML, with `metaSgd`
 * Meta-SGD. How the meta-gradient is taken (exact, first order, Reptile's displacement) is the estimator's business.
 *
 * Adapted leaves are per task; all others are used as they are. Gradients flow through every inner step when the order is exact.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0, or `adapts` names no leaf
 * @see Finn, Abbeel, Levine 2017, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", arXiv:1703.03400
 */
export function maml<Y extends Tree = Tensor>(options: MamlOptions<Y>): InnerLearner<MamlAdapted, Y> {
  const { model, rule, loss, batches } = options;
  const { steps, testSteps, moved } = checked(options);
  // Statistics of the support that normalise the query live in fixed leaves: they must be those of the point that predicts.
  const remembers = Object.entries(model.specs).some(
    ([name, spec]) => spec.role === 'fixed' && !(`model/${name}` in moved),
  );

  const apply = (params: ParamTree, adapted: ParamTree, x: Tensor, context: Context): Tensor =>
    model.apply(scope({ ...params, ...adapted }, 'model'), x, within(context, 'model'));

  const refreshed = (params: ParamTree, point: MamlAdapted, support: Batch<Y>, context: Context): MamlAdapted => {
    if (!remembers) return point;
    const from = { ...params, ...point.buffers };
    const { reported } = observe((at) => apply(from, point.params, support.x, { ...at, pass: 'support' }), context);
    return { ...point, buffers: { ...point.buffers, ...reported } };
  };

  const start = (params: ParamTree, support: Batch<Y>): ParamTree =>
    spread(
      pick(params, (name) => name in moved),
      moved,
      tasksOf(support.x),
    );

  const learner: InnerLearner<MamlAdapted, Y> = {
    name: 'maml',
    specs: { ...under('model', model.specs), ...under('rule', rule.specs(moved)) },
    ...(model.normalization === undefined ? {} : { normalization: model.normalization }),
    initial: (params, support, context) =>
      refreshed(params, { params: start(params, support), buffers: {} }, support, context),
    innerObjective: (params, adapted, support, context) =>
      loss(apply(params, adapted, support.x, { ...context, pass: 'support' }), support.y),
    trajectory: (params, support, at, context) =>
      innerLoop(
        { rule, specs: moved, batches, objective: learner.innerObjective },
        { params, initial: start(params, support), support, steps: at, context },
      ).map((point) => refreshed(params, point, support, context)),
    adapt: (params, support, context) => {
      const [adapted] = learner.trajectory(params, support, [context.mode === 'test' ? testSteps : steps], context);
      return adapted as MamlAdapted;
    },
    predict: (params, adapted, x, context) => {
      const last = Math.max(0, (context.mode === 'test' ? testSteps : steps) - 1);
      const query: Context = { ...context, pass: 'query', step: context.step ?? last };
      return apply({ ...params, ...adapted.buffers }, adapted.params, x, query);
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
