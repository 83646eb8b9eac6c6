import type { AnyLearner } from '@innerloop/core';
import type { NamedComponent } from './components.js';
import { componentsOf, made, takes } from './components.js';
import type { RuleCase } from './rules.js';
import { rulesOf, wrapped } from './rules.js';
import type { World } from './worlds.js';
import { worlds } from './worlds.js';

/** A learner with a rule, or without where it has none, in a world. */
export interface Case {
  readonly name: string;
  readonly world: World;
  readonly learner: string;
  readonly rule: string | undefined;
  readonly stops: string | undefined;
  /** By its example, with more options if given. */
  readonly make: (more?: object) => AnyLearner;
}

const serves = ({ component }: NamedComponent<'learner'>, { kind }: World): boolean =>
  component.tasks?.includes(kind) ?? kind !== 'control';

/** Which rules, besides all: `rules` keeps those that are wanted, `wrappers` says for which learners each rule is wrapped as well. */
export interface Choice {
  readonly worlds?: (world: World) => boolean;
  readonly rules?: (rule: RuleCase, learner: string) => boolean;
  readonly wrappers?: (rule: RuleCase, learner: string, world: World) => boolean;
}

function casesOf(named: NamedComponent<'learner'>, world: World, { rules, wrappers }: Choice): readonly Case[] {
  const one = (rule: RuleCase | undefined): Case => ({
    name: `${named.name}${rule === undefined ? '' : ` × ${rule.name}`}`,
    world,
    learner: named.name,
    rule: rule?.name,
    stops: named.component.stops ?? rule?.stops,
    make: (more) => made(named, { ...world.parts, rule: rule?.config }, more),
  });
  if (!takes(named, 'rule', { ...world.parts, rule: 'sgd' })) return [one(undefined)];
  return rulesOf(world).flatMap((rule) => [
    ...((rules?.(rule, named.name) ?? true) ? [one(rule)] : []),
    ...((wrappers?.(rule, named.name, world) ?? false) ? wrapped(world, rule).map(one) : []),
  ]);
}

/** Every learner with every rule that it accepts, in every world that asks for what it can learn. */
export const cases = (choice: Choice = {}, among: readonly World[] = worlds): readonly Case[] =>
  among
    .filter((world) => choice.worlds?.(world) ?? true)
    .flatMap((world) =>
      componentsOf('learner')
        .filter((named) => serves(named, world))
        .flatMap((named) => casesOf(named, world, choice)),
    );
