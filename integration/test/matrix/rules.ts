import type { UpdateRule } from '@innerloop/core';
import type { NamedComponent } from './components.js';
import { componentsOf, exampleOf, made, takes } from './components.js';
import type { World } from './worlds.js';

/** A rule as a configuration, and why its derivative is on purpose not that of its value, if so. */
export interface RuleCase {
  readonly name: string;
  readonly config: unknown;
  readonly stops?: string;
}

const plain = { use: 'sgd', learningRate: 0.1 };
const withStops = (stops: string | undefined): Pick<RuleCase, 'stops'> => (stops === undefined ? {} : { stops });

/** Every rule; one that is made of another rule is made of `of`. */
export const rulesOf = ({ parts }: World, of: unknown = plain): readonly RuleCase[] =>
  componentsOf('rule').map((named) => ({
    name: named.name,
    config: exampleOf(named, { ...parts, rule: of }),
    ...withStops(named.component.stops),
  }));

/** Every wrapper around a rule, written as the rule `chain`. */
export const wrapped = ({ parts }: World, rule: RuleCase): readonly RuleCase[] =>
  componentsOf('wrapper').map((named) => ({
    name: `${named.name} of ${rule.name}`,
    config: { use: 'chain', rule: rule.config, wrappers: [exampleOf(named, { ...parts, rule: rule.config })] },
    ...withStops(rule.stops ?? named.component.stops),
  }));

/** Whether a rule is made of another. */
export const isComposed = (named: NamedComponent<'rule'>, { parts }: World): boolean =>
  takes(named, 'rule', { ...parts, rule: plain });

export const ruleOf = (named: NamedComponent<'rule'>, { parts }: World): UpdateRule =>
  made(named, { ...parts, rule: plain });
