import { differentiate, forward, observe, offTape, scope, within } from '@innerloop/core';
import type { Batch, Context, Derivative, ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Batches } from './batches.js';
import { inSegments, inTurn } from './segments.js';
import type { Carry, Given, Step } from './segments.js';

/** What is descended, and by which rule. */
export interface InnerLoop<Y extends Tree> {
  readonly rule: UpdateRule;
  /** Specs of the leaves that move. */
  readonly specs: ParamSpecs;
  /** `[T]`, the loss of `adapted` on the batch; reports of step k are leaves of `params` at step k + 1. `initial` is where the loop started. */
  readonly objective: (
    params: ParamTree,
    adapted: ParamTree,
    batch: Batch<Y>,
    context: Context,
    initial: ParamTree,
  ) => Tensor;
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
  /** What the rule kept when an earlier call stopped here; absent where the loop begins. */
  readonly state?: Tree | undefined;
  /** The first value of the leaves that move in the whole loop, where it began in an earlier call; default `initial`. */
  readonly origin?: ParamTree | undefined;
}

/** The leaves that moved, and the buffers that were reported on the way. */
export type InnerPoint = { readonly params: ParamTree; readonly buffers: ParamTree };

/**
 * The one inner loop of all gradient-based learners: `φ_{k+1} = rule(φ_k, ∇L_S(φ_k))`, all tasks at once.
 *
 * With `order: 'exact'` inner gradients stay in the graph, with `'first'` they are cut from it, with a `depth` all but those of the last
 * steps are; what the rule learns stays differentiable in each. With `recompute` no step keeps a graph. Reports of the whole loop, those
 * of the rule below `rule/`, reach `context.report` once, at its end.
 *
 * @returns the points after each of `run.steps` steps
 */
export const innerLoop = <Y extends Tree>(loop: InnerLoop<Y>, run: InnerRun<Y>): readonly InnerPoint[] =>
  innerSteps(loop, run).points;

/** The same, from where an earlier call stopped if `run.state` is given. @returns also what the rule keeps after the last step */
export function innerSteps<Y extends Tree>(
  loop: InnerLoop<Y>,
  run: InnerRun<Y>,
): { readonly points: readonly InnerPoint[]; readonly state: Tree } {
  const { context, initial, origin = initial } = run;
  const rule = scope(run.params, 'rule');
  const step = stepOf(loop, run);
  // Where nothing is recorded, segments free what their steps leave behind.
  const sparing = context.recompute === true || !tf.engine().isTapeOn();
  const advance = sparing ? inSegments(step) : inTurn(step);
  const given: Given<Y> = { params: run.params, initial: origin, support: run.support };
  const state =
    run.state ?? loop.rule.start({ specs: loop.specs, rule, params: initial, context: within(context, 'rule') });
  let at: Carry = { point: { params: initial, buffers: {} }, state };
  let done = 0;
  const points = run.steps.map((count) => {
    at = advance(given, at, done, count);
    done = count;
    return at.point;
  });
  forward(at.point.buffers, context);
  return { points, state: at.state };
}

/** One step of a loop: a function of what it is given, which it captures nothing else of. */
function stepOf<Y extends Tree>({ rule, specs, objective, batches }: InnerLoop<Y>, run: InnerRun<Y>): Step<Y> {
  const { context, steps } = run;
  const { order, depth = Infinity } = context;
  const last = steps.at(-1) ?? 0;
  return ({ params, initial, support }, { point, state }, index) => {
    const at: Context = { ...context, key: context.key.fold(index), step: index };
    const batch = batches?.(support, index, context) ?? support;
    const from = { ...params, ...point.buffers };
    const slope = (): Derivative =>
      differentiate((moving, inner) => objective(from, moving, batch, inner, initial), point.params, at);
    const found = order === 'first' || index < last - depth ? offTape(slope) : slope();
    const { value: moved, reported } = observe(
      (inner) =>
        rule.update({
          specs,
          rule: scope(params, 'rule'),
          params: point.params,
          state,
          grads: found.grads,
          loss: found.value,
          ...(run.state === undefined ? { index } : {}),
          context: within(inner, 'rule'),
        }),
      at,
    );
    const buffers = { ...point.buffers, ...found.reported, ...reported };
    return { point: { params: moved.params, buffers }, state: moved.state };
  };
}
