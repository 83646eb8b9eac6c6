import { forward, observe, pick, scope, spread, tasksOf, under, within } from '@innerloop/core';
import type { Batch, Context, ParamTree, ResumableLearner, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { weightedSum } from '../objectives/path-objective.js';
import { counted, onTheWay, withoutStep } from './contexts.js';
import { innerSteps } from './inner-loop.js';
import type { InnerLearnerOptions, InnerLearnerParts } from './inner-learner-parts.js';
import type { InnerLoop, InnerPoint, InnerRun } from './inner-loop.js';
import { upTo, withPaths } from './path.js';
import type { InnerTrail } from './path.js';

export type { InnerLearnerOptions, InnerLearnerParts, InnerPenalty } from './inner-learner-parts.js';

/**
 * A learner that descends the loss of the support: the one frame of all gradient-based learners around the one inner loop.
 *
 * `φ_0 = θ`, `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, objective `L_Q(φ_K)`, or that of the path, `Σ_k w_k L_Q(φ_k)`.
 * With a penalty `R` the loop descends `L_S(φ) + R(φ, φ_0)`. Adapted leaves are per task, all others are used as they are.
 *
 * @throws InvalidOptionError if a number of steps is no integer of at least 0
 */
export function innerLearner<Y extends Tree = Tensor>(
  parts: InnerLearnerParts,
  options: InnerLearnerOptions<Y>,
): ResumableLearner<InnerTrail, Y> {
  const { name, specs, moved, begin, normalization, encode, apply } = parts;
  const { rule, loss, batches, penalty, objective: ofPath } = options;
  const stepsOf = counted(name, options);
  const keepsPath = ({ mode }: Context): boolean => ofPath !== undefined && mode === 'train';
  // Statistics of the support that normalise the query must be those of the point that predicts. They live in fixed leaves, or, where
  // each example of the query is answered alone, in leaves of no spec. Those that steps add up are complete when the steps are done.
  const kept = Object.keys(pick(specs, (leaf) => specs[leaf]?.role === 'fixed' && !(leaf in moved)));
  const addsUp = (leaf: string): boolean => specs[leaf]?.accumulates === true;
  const looksBack = ({ inductive }: Context, steps: number): boolean =>
    kept.some((leaf) => steps === 0 || !addsUp(leaf)) || (inductive === true && normalization !== undefined);

  const start = (params: ParamTree, tasks: number, context: Context, support?: Batch<Y>): ParamTree => {
    const own = pick(params, (leaf) => leaf in moved);
    return spread({ ...own, ...begin?.(tasks, context, params, support) }, moved, tasks);
  };

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

  const descended: InnerLoop<Y>['objective'] = (params, adapted, seen, context, initial) => {
    const found = loss(apply({ ...params, ...adapted }, seen.x, { ...context, pass: 'support' }), seen.y);
    return penalty === undefined ? found : tf.add(found, penalty.apply(scope(params, 'penalty'), adapted, initial));
  };

  const refreshed = (
    params: ParamTree,
    point: InnerPoint,
    seen: Batch<Y>,
    context: Context,
    steps: number,
  ): InnerPoint => {
    if (!looksBack(context, steps)) return point;
    const from = { ...params, ...point.buffers, ...point.params };
    const step = Math.max(0, steps - 1); // as the query will see it
    const { reported } = observe((at) => apply(from, seen.x, { ...at, pass: 'support', step }), context);
    const found = steps === 0 ? reported : pick(reported, (leaf) => !addsUp(leaf));
    return { ...point, buffers: { ...point.buffers, ...found } };
  };

  const trail = (
    params: ParamTree,
    from: Pick<InnerRun<Y>, 'initial' | 'state' | 'origin'>,
    support: Batch<Y>,
    at: readonly number[],
    context: Context,
  ): { readonly points: readonly InnerTrail[]; readonly state: Tree } => {
    const seen = encoded(params, support, context);
    forward(seen.buffers, context);
    const steps = keepsPath(context) ? upTo(at.at(-1) ?? 0) : at;
    const loop = { rule, specs: moved, batches, objective: descended };
    const own = { params: { ...params, ...seen.buffers }, support: seen.support, context: onTheWay(context) };
    const { points, state } = innerSteps(loop, { ...own, ...from, steps });
    const whole = points.map((point, place) => {
      const all = { ...point, buffers: { ...seen.buffers, ...point.buffers } };
      return refreshed(params, all, seen.support, context, steps[place] as number);
    });
    return { points: keepsPath(context) ? withPaths(whole, at) : whole, state };
  };

  const learner: ResumableLearner<InnerTrail, Y> = {
    name,
    specs: {
      ...specs,
      ...under('rule', rule.specs(moved)),
      ...under('penalty', penalty?.specs ?? {}),
      ...under('objective', ofPath?.specs ?? {}),
    },
    ...(normalization === undefined ? {} : { normalization }),
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    initial: (params, support, context) => {
      const seen = encoded(params, support, context);
      const from = { params: start(params, tasksOf(support.x), context, support), buffers: seen.buffers };
      const point = refreshed(params, from, seen.support, context, 0);
      return keepsPath(context) ? { ...point, path: [] } : point;
    },
    innerObjective: (params, adapted, support, context) => {
      const seen = encoded({ ...params, ...adapted }, support, context);
      forward(seen.buffers, context);
      const from = start(params, tasksOf(support.x), context, support);
      return descended({ ...params, ...seen.buffers }, adapted, seen.support, context, from);
    },
    trajectory: (params, support, at, context) => {
      const initial = start(params, tasksOf(support.x), context, support);
      return trail(params, { initial }, support, at, context).points;
    },
    begin: (params, tasks, context) => {
      const initial = start(params, tasks, context);
      const own = { specs: moved, rule: scope(params, 'rule'), params: initial, context: within(context, 'rule') };
      return { params: initial, rule: rule.start(own), ...(penalty === undefined ? {} : { initial }) };
    },
    resume: (params, from, support, steps, context) => {
      const at = { initial: from.params, state: from.rule, origin: from.initial };
      const { points, state } = trail(params, at, support, [steps], context);
      const adapted = points[0] as InnerTrail;
      return { adapted, state: { ...from, params: adapted.params, rule: state } };
    },
    adapt: (params, support, context) => {
      const [adapted] = learner.trajectory(params, support, [stepsOf(context)], context);
      return adapted as InnerTrail;
    },
    predict: (params, adapted, x, context) => {
      const query: Context = { ...context, pass: 'query' };
      const from = { ...params, ...adapted.buffers, ...adapted.params };
      const last = context.step ?? Math.max(0, stepsOf(context) - 1);
      const before = encode === undefined ? x : encode(from, x, withoutStep(query));
      return apply(from, before, { ...query, step: last });
    },
    objective: (params, adapted, query, context) => {
      const judged = (point: InnerPoint, at: Context): Tensor =>
        loss(learner.predict(params, point, query.x, at), query.y);
      const { path = [] } = adapted;
      if (ofPath === undefined || path.length === 0) return judged(adapted, context);
      const weights = ofPath.weights(scope(params, 'objective'), path.length, within(context, 'objective'));
      return weightedSum(
        path.map((point, step) => judged(point, { ...context, step })),
        weights,
      );
    },
  };
  return learner;
}
