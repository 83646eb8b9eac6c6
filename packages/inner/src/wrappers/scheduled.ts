import { leaf, mapParams, under, zeros } from '@innerloop/core';
import type { ParamSpecs, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from '../schedules/schedule.js';
import { partWay } from './displacement.js';

/** The number of steps done, `[]`, and the wrapped rule's state. */
export type Scheduled<State extends Tree> = { readonly done: Tensor; readonly rule: State };

/**
 * Scales how far a rule moves by a schedule: `φ ← φ + s(k) · (rule(φ) − φ)` in step `k`, from 0.
 *
 * It is the displacement that is scaled, so that it means the same for every rule, and equals a scheduled learning rate for those whose
 * steps are proportional to one (sgd, momentum, Adam, Meta-SGD). What a rule remembers is its own. Steps are counted in the state: an
 * inner loop begins at 0 for each task, a resumed training goes on where it stopped. Gradients flow; a schedule has none.
 *
 * @param schedule  `linear(…)`, `cosine(…)`, `constant(…)` or any function of the number of steps done
 */
export function scheduled(
  schedule: Schedule,
): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<Scheduled<State>> {
  return <State extends Tree>(rule: UpdateRule<State>): UpdateRule<Scheduled<State>> => ({
    name: `scheduled(${rule.name})`,
    specs: (target) => rule.specs(target),
    ...(rule.remembers === undefined ? {} : { remembers: (target) => remembered(rule, target) }),
    start: (start) => ({ done: tf.scalar(0), rule: rule.start(start) }),
    update: ({ state, ...step }) => {
      const moved = rule.update({ ...step, state: state.rule });
      const factor = schedule(state.done);
      const params = mapParams(step.params, (tensor, name) => partWay(tensor, leaf(moved.params, name), factor));
      return { params, state: { done: tf.add(state.done, 1), rule: moved.state } };
    },
  });
}

/** Where the schedule is goes on with what the rule remembers. */
const remembered = (rule: UpdateRule, target: ParamSpecs): ParamSpecs => ({
  done: { shape: [], initialize: zeros },
  ...under('rule', rule.remembers?.(target) ?? {}),
});
