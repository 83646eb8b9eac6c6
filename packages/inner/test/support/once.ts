import { initialize, seed } from '@innerloop/core';
import type { ParamSpecs, ParamTree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { context } from './follow.js';

/** A step to take. */
export interface Once {
  readonly specs: ParamSpecs;
  readonly params: ParamTree;
  readonly grads: ParamTree;
  /** What the rule learns; default its first values. */
  readonly own?: ParamTree;
  /** Place in a loop; default 0. */
  readonly index?: number;
}

/** Where one step of a rule without state leads. */
export const once = (rule: UpdateRule, { specs, params, grads, own, index = 0 }: Once): ParamTree => {
  const start = { specs, rule: own ?? initialize(rule.specs(specs), seed(0)), params, context };
  return rule.update({ ...start, state: rule.start(start), grads, loss: tf.scalar(0), index }).params;
};

/** Specs of leaves by their shapes. */
export const specsOf = (shapes: Readonly<Record<string, readonly number[]>>): ParamSpecs =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, initialize: () => tf.zeros([...shape]) }]),
  );

/** Standard normal values of specs; per task if a number of tasks is given. */
export const drawn = (specs: ParamSpecs, label: string, tasks?: number): ParamTree =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [
      name,
      seed(7).fold(label).fold(name).draw('normal', shape, tasks),
    ]),
  );
