import { InvalidOptionError } from '@innerloop/core';
import { parseArgs } from 'node:util';

/** What the command line may say of any experiment; what it leaves out is the experiment's own choice. */
export interface Settings {
  /** Meta-iterations of training. */
  readonly iterations?: number;
  /** Test tasks. */
  readonly episodes?: number;
  readonly seeds?: readonly number[];
  /** Names of the parts to run: rows of a table, learners, panels. */
  readonly only?: readonly string[];
  /** The folder with data sets. */
  readonly data: string;
  /** The folder that holds `results` and `images`. */
  readonly out: string;
}

export interface CommandLine {
  /** Of the experiment; absent where the list of them is wanted. */
  readonly name?: string;
  readonly settings: Settings;
}

/** @throws InvalidOptionError unless the text is an integer of at least `least` */
function whole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value;
  throw new InvalidOptionError(`experiment: --${option} must be an integer of at least ${least}, got '${text}'.`);
}

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Reads `NAME [--iterations N] [--episodes N] [--seeds 1,2,3] [--only a,b] [--data FOLDER] [--out FOLDER]`.
 *
 * @throws InvalidOptionError for an option that is not known or out of range
 */
export function commandLine(args: readonly string[], defaults: Pick<Settings, 'data' | 'out'>): CommandLine {
  const { values, positionals } = parsed(args);
  const [name, ...others] = positionals;
  if (others.length > 0) {
    throw new InvalidOptionError(`experiment: one experiment at a time, got '${positionals.join(' ')}'.`);
  }
  const { iterations, episodes, seeds, only, data = defaults.data, out = defaults.out } = values;
  return {
    ...(name === undefined ? {} : { name }),
    settings: {
      ...(iterations === undefined ? {} : { iterations: whole('iterations', iterations, 1) }),
      ...(episodes === undefined ? {} : { episodes: whole('episodes', episodes, 2) }),
      ...(seeds === undefined ? {} : { seeds: listed(seeds).map((text) => whole('seeds', text, 0)) }),
      ...(only === undefined ? {} : { only: listed(only) }),
      data,
      out,
    },
  };
}

const text = { type: 'string' } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { iterations: text, episodes: text, seeds: text, only: text, data: text, out: text },
    });
  } catch (error) {
    throw new InvalidOptionError(`experiment: ${(error as Error).message}`);
  }
}

/**
 * Those of `parts` that `--only` names; all of them without it.
 *
 * @throws InvalidOptionError for a name that none of them has
 */
export function chosen<Part extends { readonly name: string }>(
  parts: readonly Part[],
  { only }: Pick<Settings, 'only'>,
): readonly Part[] {
  const known = parts.map(({ name }) => name);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidOptionError(`experiment: --only names '${unknown}'. There are: ${known.join(', ')}.`);
  return parts.filter(({ name }) => only?.includes(name) ?? true);
}
