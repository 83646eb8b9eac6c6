import { InvalidOptionError, leaf, mapParams } from '@innerloop/core';
import type { ParamSpecs, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, count } from '../options/number.js';
import { prefixOf } from '../options/prefixes.js';

export interface UnfreezingOptions {
  /**
   * Beginnings of the names of leaves, `'model/block1/'` for instance, from the bottom of the network to its top. A leaf is of the group
   * with the longest beginning of its name.
   */
  readonly groups: readonly string[];
  /** Steps until the next group below moves too. */
  readonly every: number;
}

/** The number of steps done, `[]`, and the wrapped rule's state. */
export type Unfreezing<State extends Tree> = { readonly done: Tensor; readonly rule: State };

/** `yes` where the truth value `[]` is 1, `no` where it is 0, as they are: a sum of products would pass NaN on and round. */
const choose = (truth: Tensor, yes: Tensor, no: Tensor): Tensor =>
  tf.where(tf.greater(tf.mul(tf.ones(yes.shape), truth), 0), yes, no);

/** Which group each leaf is of. @throws InvalidOptionError if a leaf is of none, or a group has no leaf */
function groupsOf(specs: ParamSpecs, groups: readonly string[]): Readonly<Record<string, number>> {
  const names = Object.keys(specs);
  const found = Object.fromEntries(names.map((name) => [name, groups.indexOf(prefixOf(groups, name) ?? '')]));
  const lost = names.find((name) => found[name] === -1);
  const empty = groups.find((_, at) => !Object.values(found).includes(at));
  if (lost === undefined && empty === undefined) return found;
  throw new InvalidOptionError(
    lost === undefined
      ? `unfreezing: no leaf is of the group '${empty ?? ''}'. There are: ${names.join(', ')}.`
      : `unfreezing: the leaf '${lost}' is of no group. There are: ${groups.join(', ')}. Name a group that it begins with.`,
  );
}

/**
 * Gradual unfreezing: the last group of leaves moves from the first step on, every `every` steps one more group below it.
 *
 * In step `k` the last `1 + ⌊k / every⌋` groups follow the rule; for all others the gradient is zero and the value stays, bit for bit,
 * so a velocity begins at zero when a group begins to move. Steps are counted in the state: an inner loop begins anew with each task, an
 * outer optimizer goes on after a resume. Gradients flow through what moves.
 *
 * @throws InvalidOptionError if there are no groups, `every` is no positive integer, a leaf is of no group or a group has no leaf
 * @see Howard & Ruder 2018, "Universal Language Model Fine-tuning for Text Classification", §3.3, arXiv:1801.06146
 */
export function unfreezing(
  options: UnfreezingOptions,
): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<Unfreezing<State>> {
  const { groups, every } = options;
  checkedNumber('unfreezing: every', every, count, 'Pass the steps from one group to the next, such as 10.');
  if (groups.length === 0) throw new InvalidOptionError('unfreezing: groups must name at least one group of leaves.');
  return <State extends Tree>(rule: UpdateRule<State>): UpdateRule<Unfreezing<State>> => ({
    name: `unfreezing(${rule.name})`,
    specs(target) {
      groupsOf(target, groups);
      return rule.specs(target);
    },
    start: (start) => ({ done: tf.scalar(0), rule: rule.start(start) }),
    update({ state: { done, rule: state }, ...step }) {
      const group = groupsOf(step.specs, groups);
      const moves = groups.map((_, at) => tf.cast(tf.greaterEqual(done, (groups.length - 1 - at) * every), 'float32'));
      const where = (name: string, yes: Tensor, no: Tensor): Tensor =>
        choose(moves[group[name] as number] as Tensor, yes, no);
      const grads = mapParams(step.grads, (grad, name) => where(name, grad, tf.zerosLike(grad)));
      const moved = rule.update({ ...step, state, grads });
      return {
        params: mapParams(step.params, (tensor, name) => where(name, leaf(moved.params, name), tensor)),
        state: { done: tf.add(done, 1), rule: moved.state },
      };
    },
  });
}
