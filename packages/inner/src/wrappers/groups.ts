import { InvalidOptionError, leaf, mapParams, pick, scope, under } from '@innerloop/core';
import type { ParamSpec, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, notNegative } from '../options/number.js';
import { expectPrefixes, prefixOf } from '../options/prefixes.js';
import { entryFor } from '../rules/per-step.js';
import { partWay } from './displacement.js';

export interface GroupsOptions {
  /** Whether the factors are learned from their first values on. Those of 0 are not: what is frozen stays frozen. Default false. */
  readonly learned?: boolean;
}

/** How far a leaf moves: not at all, by a constant factor, or by a learned one at a place. */
interface Group {
  readonly factor: number;
  readonly place?: number;
}

function checked(factors: Readonly<Record<string, number>>, learned: boolean): readonly string[] {
  for (const [prefix, factor] of Object.entries(factors)) {
    checkedNumber(`groups: the factor of '${prefix}'`, factor, notNegative, '0 freezes a group, 1 leaves it as it is.');
  }
  const moving = Object.keys(factors).filter((prefix) => factors[prefix] !== 0);
  if (learned && moving.length === 0) {
    throw new InvalidOptionError(
      'groups: learned needs a factor above 0, got none. Factors of 0 freeze and are not learned.',
    );
  }
  return moving.sort();
}

/**
 * Which parameters adapt, and at what rate: scales how far a rule moves the leaves whose names begin in some way,
 * `φ ← φ + f · (rule(φ) − φ)`.
 *
 * The longest beginning that fits a leaf counts; leaves that none fits move as the rule moves them. `groups({ '': 0, 'model/head/': 1 })` lets
 * the head alone adapt. Leaves of factor 0 stay as they are, bit for bit, and the rule does not see them: it learns nothing for them, and
 * norms and generators take no account of them. Names are those that the rule is given, `model/…` in a learner.
 *
 * With `learned`, factors above 0 are the first values of a leaf `factors`, in the order of their beginnings; what the rule learns stands
 * below `rule/`. Gradients flow through factors and rule.
 *
 * @param factors  by the beginning of names; at least 0
 * @throws InvalidOptionError if a factor is negative, a beginning is that of no leaf, or `learned` finds nothing to learn
 */
export function groups(
  factors: Readonly<Record<string, number>>,
  { learned = false }: GroupsOptions = {},
): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<State> {
  const moving = checked(factors, learned);
  const prefixes = Object.keys(factors);
  const groupOf = (name: string): Group => {
    const prefix = prefixOf(prefixes, name);
    if (prefix === undefined) return { factor: 1 };
    const factor = factors[prefix] as number;
    return learned && factor !== 0 ? { factor, place: moving.indexOf(prefix) } : { factor };
  };
  const seen = <T>(tree: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    pick(tree, (name) => groupOf(name).factor !== 0);
  const own = <T>(tree: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    learned ? scope(tree, 'rule') : tree;
  const spec: ParamSpec = {
    shape: [moving.length],
    initialize: () => tf.tensor1d(moving.map((prefix) => factors[prefix] as number)),
  };

  return (rule) => ({
    name: `groups(${rule.name})`,
    specs: (target) => {
      expectPrefixes('groups: a factor', prefixes, target);
      const inner = rule.specs(seen(target));
      return learned ? { factors: spec, ...under('rule', inner) } : inner;
    },
    ...(rule.remembers === undefined ? {} : { remembers: (target) => rule.remembers?.(seen(target)) ?? {} }),
    start: (start) =>
      rule.start({ ...start, specs: seen(start.specs), rule: own(start.rule), params: seen(start.params) }),
    update: (step) => {
      const { specs, params, grads } = step;
      const narrowed = { specs: seen(specs), params: seen(params), grads: seen(grads), rule: own(step.rule) };
      const moved = rule.update({ ...step, ...narrowed });
      const placed = (tensor: Tensor, name: string): Tensor => {
        const { factor, place } = groupOf(name);
        if (factor === 0) return tf.clone(tensor); // a tensor of its own: drivers dispose of the old parameters
        const to = leaf(moved.params, name);
        if (place !== undefined) return partWay(tensor, to, entryFor(leaf(step.rule, 'factors'), place, tensor));
        return factor === 1 ? to : partWay(tensor, to, factor);
      };
      return { params: mapParams(params, placed), state: moved.state };
    },
  });
}
