import { forward, InvalidOptionError, observe, pick, spread, tasksOf, under } from '@innerloop/core';
import type {
  Batch,
  Context,
  InnerLearner,
  Loss,
  ParamSpecs,
  ParamTree,
  Tensor,
  Tree,
  UpdateRule,
} from '@innerloop/core';
import type { Batches } from './batches.js';
import { innerLoop } from './inner-loop.js';
import type { InnerPoint } from './inner-loop.js';

/** What every learner with an inner loop may be told. */
export interface InnerLearnerOptions<Y extends Tree = Tensor> {
  /** Moves the adapted leaves; what it learns itself is a meta-parameter below `rule/`. */
  readonly rule: UpdateRule;
  /** Of the inner and of the outer objective. */
  readonly loss: Loss<Y>;
  /** Inner steps in training, default 1. With 0 the learner is the pretrained baseline: one network for all tasks, adapted at test only. */
  readonly steps?: number;
  /** Inner steps at test; default `steps`. */
  readonly testSteps?: number;
  /** The examples that an inner step sees, `miniBatches(size)` for instance; default the whole support. */
  readonly batches?: Batches;
}

/** What tells one learner with an inner loop from another. Functions are given all leaves, adapted ones in place of their meta-parameters. */
export interface InnerLearnerParts {
  readonly name: string;
  /** Its leaves under their whole names; the rule's are added. */
  readonly specs: ParamSpecs;
  /** Those among them that the inner loop moves. They start at their meta-parameters. */
  readonly moved: ParamSpecs;
  readonly normalization?: string | undefined;
  /** The part of the network before the first leaf that moves: it sees the support once, not in every step. Default: nothing. */
  readonly encode?: (params: ParamTree, x: Tensor, context: Context) => Tensor;
  /** The rest of the network. */
  readonly apply: (params: ParamTree, encoded: Tensor, context: Context) => Tensor;
}

function counted(
  name: string,
  { steps = 1, testSteps = steps }: Pick<InnerLearnerOptions, 'steps' | 'testSteps'>,
): (context: Context) => number {
  for (const [option, count] of Object.entries({ steps, testSteps })) {
    if (!Number.isInteger(count) || count < 0) {
      throw new InvalidOptionError(`${name}: ${option} must be an integer of at least 0, got ${count}.`);
    }
  }
  return ({ mode }) => (mode === 'test' ? testSteps : steps);
}

const withoutStep = ({ step: _step, ...context }: Context): Context => context;

/**
 * A learner that descends the loss of the support: the one frame of all gradient-based learners around the one inner loop.
 *
 * `φ_0 = θ`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, objective `L_Q(φ_K)`. Adapted leaves are per task, all others are used as they are.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0
 */
export function innerLearner<Y extends Tree = Tensor>(
  parts: InnerLearnerParts,
  options: InnerLearnerOptions<Y>,
): InnerLearner<InnerPoint, Y> {
  const { name, specs, moved, normalization, encode, apply } = parts;
  const { rule, loss, batches } = options;
  const stepsOf = counted(name, options);
  // Statistics of the support that normalise the query live in fixed leaves: they must be those of the point that predicts.
  const remembers = Object.entries(specs).some(([leaf, spec]) => spec.role === 'fixed' && !(leaf in moved));

  const start = (params: ParamTree, support: Batch<Y>): ParamTree =>
    spread(
      pick(params, (leaf) => leaf in moved),
      moved,
      tasksOf(support.x),
    );

  const encoded = (
    params: ParamTree,
    support: Batch<Y>,
    context: Context,
  ): { readonly support: Batch<Y>; readonly buffers: ParamTree } => {
    if (encode === undefined) return { support, buffers: {} };
    const at: Context = { ...withoutStep(context), pass: 'support' };
    const { value, reported } = observe((inner) => encode(params, support.x, inner), at);
    return { support: { ...support, x: value }, buffers: reported };
  };

  const descended = (params: ParamTree, adapted: ParamTree, seen: Batch<Y>, context: Context): Tensor =>
    loss(apply({ ...params, ...adapted }, seen.x, { ...context, pass: 'support' }), seen.y);

  const refreshed = (params: ParamTree, point: InnerPoint, seen: Batch<Y>, context: Context): InnerPoint => {
    if (!remembers) return point;
    const from = { ...params, ...point.buffers, ...point.params };
    const { reported } = observe((at) => apply(from, seen.x, { ...at, pass: 'support' }), context);
    return { ...point, buffers: { ...point.buffers, ...reported } };
  };

  const learner: InnerLearner<InnerPoint, Y> = {
    name,
    specs: { ...specs, ...under('rule', rule.specs(moved)) },
    ...(normalization === undefined ? {} : { normalization }),
    initial: (params, support, context) => {
      const seen = encoded(params, support, context);
      return refreshed(params, { params: start(params, support), buffers: seen.buffers }, seen.support, context);
    },
    innerObjective: (params, adapted, support, context) => {
      const seen = encoded({ ...params, ...adapted }, support, context);
      forward(seen.buffers, context);
      return descended({ ...params, ...seen.buffers }, adapted, seen.support, context);
    },
    trajectory: (params, support, at, context) => {
      const seen = encoded(params, support, context);
      forward(seen.buffers, context);
      const from = { ...params, ...seen.buffers };
      return innerLoop(
        { rule, specs: moved, batches, objective: descended },
        { params: from, initial: start(params, support), support: seen.support, steps: at, context },
      ).map((point) => {
        const whole = { ...point, buffers: { ...seen.buffers, ...point.buffers } };
        return refreshed(params, whole, seen.support, context);
      });
    },
    adapt: (params, support, context) => {
      const [adapted] = learner.trajectory(params, support, [stepsOf(context)], context);
      return adapted as InnerPoint;
    },
    predict: (params, adapted, x, context) => {
      const query: Context = { ...context, pass: 'query' };
      const from = { ...params, ...adapted.buffers, ...adapted.params };
      const last = context.step ?? Math.max(0, stepsOf(context) - 1);
      const before = encode === undefined ? x : encode(from, x, withoutStep(query));
      return apply(from, before, { ...query, step: last });
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
