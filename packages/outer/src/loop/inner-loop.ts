import { differentiate, forward, scope, stopTree, within } from '@innerloop/core';
import type { Batch, Context, ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import type { Batches } from './batches.js';

/** What is descended, and by which rule. */
export interface InnerLoop<Y extends Tree> {
  readonly rule: UpdateRule;
  /** Specs of the leaves that move. */
  readonly specs: ParamSpecs;
  /** `[T]`, the loss of `adapted` on the batch; reports of step k are leaves of `params` at step k + 1. */
  readonly objective: (params: ParamTree, adapted: ParamTree, batch: Batch<Y>, context: Context) => Tensor;
  /** The examples that a step sees: default all of the support. */
  readonly batches?: Batches | undefined;
}

/** Where the loop starts, and after which numbers of steps it is looked at. */
export interface InnerRun<Y extends Tree> {
  readonly params: ParamTree;
  /** The first value of the leaves that move, all per task. */
  readonly initial: ParamTree;
  readonly support: Batch<Y>;
  readonly context: Context;
  /** Ascending; 0 is the start. */
  readonly steps: readonly number[];
}

/** The leaves that moved, and the buffers that were reported on the way. */
export type InnerPoint = { readonly params: ParamTree; readonly buffers: ParamTree };

/**
 * The one inner loop of all gradient-based learners: `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, all tasks at once.
 *
 * With `order: 'exact'` inner gradients stay in the graph, with `'first'` they are cut from it; what the rule learns stays
 * differentiable in both. Reports of the whole loop reach `context.report` once, at its end.
 *
 * @returns the points after each of `run.steps` steps
 */
export function innerLoop<Y extends Tree>(loop: InnerLoop<Y>, run: InnerRun<Y>): readonly InnerPoint[] {
  const { rule, specs } = loop;
  const { context, support } = run;
  const learned = scope(run.params, 'rule');
  let point: InnerPoint = { params: run.initial, buffers: {} };
  let state = rule.start({ specs, rule: learned, params: run.initial, context: within(context, 'rule') });
  const points: InnerPoint[] = [];
  const last = run.steps.at(-1) ?? 0;
  for (let index = 0; index <= last; index++) {
    if (run.steps.includes(index)) points.push(point);
    if (index === last) break;
    const at: Context = { ...context, key: context.key.fold(index), step: index };
    const batch = loop.batches?.(support, index, context) ?? support;
    const from = { ...run.params, ...point.buffers };
    const found = differentiate((params, inner) => loop.objective(from, params, batch, inner), point.params, at);
    const grads = context.order === 'first' ? stopTree(found.grads) : found.grads;
    const { params } = point;
    const moved = rule.update({
      specs,
      rule: learned,
      params,
      state,
      grads,
      loss: found.value,
      index,
      context: within(at, 'rule'),
    });
    state = moved.state;
    point = { params: moved.params, buffers: { ...point.buffers, ...found.reported } };
  }
  forward(point.buffers, context);
  return points;
}
