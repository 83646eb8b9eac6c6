import { differentiate, seed } from '@innerloop/core';
import type { ParamTree, Tree, UpdateRule } from '@innerloop/core';
import { contextOf, valuesOf } from '../values.js';
import { heightOf } from './bowl.js';
import type { Bowl } from './bowl.js';

export interface UpdateRuleLawsOptions {
  /** Steps of the runs that are compared: as many as the rule has rates for. Default 3. */
  readonly steps?: number;
  /** Steps after which the loss must be lower. Default 20; at most `steps` for a rule with rates per step. */
  readonly descent?: number;
  /** Whether it lowers a quadratic from its first values on. Default true; false for an untrained learned optimizer. */
  readonly descends?: boolean;
  /** Whether all its paths are differentiated. Default true; false for a rule that cuts some by definition. */
  readonly differentiable?: boolean;
  /** Whether it serves as an outer optimizer, without a place in a loop. Default true. */
  readonly outer?: boolean;
  /** Between the batch of tasks and their loop. Default 1e-5. */
  readonly tolerance?: number;
  /** Of finite differences. Default 1e-2. */
  readonly gradientTolerance?: number;
}

export interface RuleSubject extends Required<UpdateRuleLawsOptions> {
  readonly rule: UpdateRule;
}

export const ruleSubject = (rule: UpdateRule, options: UpdateRuleLawsOptions): RuleSubject => ({
  rule,
  steps: 3,
  descent: 20,
  descends: true,
  differentiable: true,
  outer: true,
  tolerance: 1e-5,
  gradientTolerance: 1e-2,
  ...options,
});

/** How a run of a rule goes. */
export interface RunOptions {
  readonly steps: number;
  /** What the rule learns. Default values that no initialiser gives. */
  readonly own?: ParamTree;
  /** The number of the first task: its own streams are used. Default 0. */
  readonly first?: number;
  /** Whether the rule is told its place in the loop. Default true. */
  readonly indexed?: boolean;
}

/** Where a run ends. */
export type Run = { readonly params: ParamTree; readonly state: Tree; readonly states: readonly Tree[] };

/** What the rule learns for a bowl's leaves. */
export const ownOf = (rule: UpdateRule, { specs }: Bowl): ParamTree => valuesOf(rule.specs(specs), seed(12));

/** Descends a bowl by a rule; gradients are taken of the height, so that all of it can be differentiated again. */
export function descend(
  rule: UpdateRule,
  bowl: Bowl,
  { steps, own = ownOf(rule, bowl), first = 0, indexed = true }: RunOptions,
): Run {
  const context = contextOf(seed(13).from(first));
  const start = { specs: bowl.specs, rule: own, context };
  let params = bowl.start;
  let state = rule.start({ ...start, params });
  const states: Tree[] = [state];
  for (let index = 0; index < steps; index++) {
    const { value, grads } = differentiate((at) => heightOf(bowl, at), params, context);
    const place = indexed ? { index } : {};
    ({ params, state } = rule.update({ ...start, params, state, grads, loss: value, ...place }));
    states.push(state);
  }
  return { params, state, states };
}
