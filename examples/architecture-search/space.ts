import { chooseWithoutReplacement, discrete, mlp, parameterCount, searchMlp, seed as seedOf } from '@innerloop/core';
import type { Choices, Chosen, Model, RelaxedModel } from '@innerloop/core';

export const units = 40;
export const operations = ['relu', 'tanh', 'softplus', 'swish', 'identity', 'zero'] as const;

/** A cell of two nodes, so three edges of six candidates: 216 architectures. */
export const spaceOf = (): RelaxedModel => searchMlp({ inputs: 1, outputs: 1, units, nodes: 2, operations });

/** Every architecture of these choices. */
export const architectures = (choices: Choices): readonly Chosen[] =>
  Object.entries(choices).reduce<readonly Chosen[]>(
    (all, [choice, names]) => all.flatMap((chosen) => names.map((name) => ({ ...chosen, [choice]: name }))),
    [{}],
  );

export const parametersOf = (space: RelaxedModel, chosen: Chosen): number =>
  parameterCount(discrete(space, chosen).specs);

/** The operations in the order of the choices: what tells one architecture from another. */
export const wordOf = (chosen: Chosen): string =>
  Object.entries(chosen)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, name]) => name)
    .join(' ');

export interface Drawing {
  /** Whose number of parameters they have; it is not among them. */
  readonly like: Chosen;
  readonly count: number;
  readonly seed: number;
}

/** Architectures at random, all different, of the size of a given one: `count`, or as many as there are. */
export function randomArchitectures(space: RelaxedModel, { like, count, seed }: Drawing): readonly Chosen[] {
  const size = parametersOf(space, like);
  const all = architectures(space.choices).filter(
    (chosen) => wordOf(chosen) !== wordOf(like) && parametersOf(space, chosen) === size,
  );
  const numbers = seedOf(seed).fold('random architectures').numbers();
  return chooseWithoutReplacement(all.length, Math.min(count, all.length), numbers).map((i) => all[i] as Chosen);
}

/** Relu layers one after the other, as many as a network of `units` units and so many parameters has. */
export function plainOf(parameters: number): Model {
  const layer = units * units + units;
  const least = parameterCount(mlp({ inputs: 1, hidden: [units], outputs: 1 }).specs);
  return mlp({
    inputs: 1,
    hidden: new Array<number>(1 + Math.round((parameters - least) / layer)).fill(units),
    outputs: 1,
  });
}
