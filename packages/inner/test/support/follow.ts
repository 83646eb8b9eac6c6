import { initialize, leaf, mapParams, seed, tidy, zeros } from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Two leaves whose gradients the tests make up. */
export const specs: ParamSpecs = {
  kernel: { shape: [2, 3], initialize: zeros },
  bias: { shape: [3], initialize: zeros },
};

export const context: Context = { key: seed(5), mode: 'train', order: 'exact' };

export interface FollowOptions {
  readonly steps: number;
  /** Per task if given, shared otherwise. */
  readonly tasks?: number;
  /** Whether the rule is told its place in a loop. Default false. */
  readonly indexed?: boolean;
  /** Standard normal gradients if not given. */
  readonly grads?: (step: number) => ParamTree;
}

/** Where parameters are after each of some steps with given gradients; they start at random values. */
export function follow(
  rule: UpdateRule,
  { steps, tasks, indexed = false, grads }: FollowOptions,
): readonly ParamTree[] {
  return tidy(() => {
    const draw = (label: string | number): ParamTree =>
      Object.fromEntries(
        Object.entries(specs).map(([name, { shape }]) => [
          name,
          seed(6).fold(label).fold(name).draw('normal', shape, tasks),
        ]),
      );
    const start = { specs, rule: initialize(rule.specs(specs), seed(0)), params: draw('start'), context };
    let state: Tree = rule.start(start);
    let params = start.params;
    const path = [params];
    for (let step = 0; step < steps; step++) {
      ({ params, state } = rule.update({
        ...start,
        params,
        state,
        grads: grads?.(step) ?? draw(step),
        loss: tf.scalar(0),
        ...(indexed ? { index: step } : {}),
      }));
      path.push(params);
    }
    return path;
  });
}

/** How far each step went: the displacement of every leaf. */
export const stepsOf = (path: readonly ParamTree[]): readonly ParamTree[] =>
  path.slice(1).map((at, i) => mapParams(at, (tensor, name) => tf.sub(tensor, leaf(path[i] ?? {}, name))));
