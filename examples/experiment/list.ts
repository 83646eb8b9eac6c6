import { InvalidOptionError } from '@innerloop/core';
import type { Experiment } from './experiment.js';
import type { Settings } from './settings.js';

type Listed = Pick<Experiment, 'name' | 'summary' | 'parts'>;

/** A line for each experiment. */
export function listOf(experiments: readonly Listed[]): string {
  const width = Math.max(...experiments.map(({ name }) => name.length)) + 2;
  const partsOf = ({ parts }: Listed): string => (parts === undefined ? '' : ` (--only ${parts})`);
  return experiments.map((one) => `  ${one.name.padEnd(width)}${one.summary}${partsOf(one)}`).join('\n');
}

/** @throws InvalidOptionError if there is none of that name, or `--only` is said to one that has no parts */
export function named<One extends Listed>(
  experiments: readonly One[],
  name: string,
  { only }: Pick<Settings, 'only'>,
): One {
  const found = experiments.find((one) => one.name === name);
  if (found === undefined) {
    throw new InvalidOptionError(`experiment: there is no '${name}'. There are:\n${listOf(experiments)}`);
  }
  if (only !== undefined && found.parts === undefined) {
    throw new InvalidOptionError(`experiment: '${name}' has no parts for --only to name. Leave it out.`);
  }
  return found;
}
