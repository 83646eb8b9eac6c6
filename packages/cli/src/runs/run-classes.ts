import { ConfigError } from '@innerloop/core';
import type { Split, TaskSource, Tree } from '@innerloop/core';
import { readFile } from 'node:fs/promises';
import type { DataPlaces } from '../config/data-places.js';
import { writeJson } from '../files/write-output.js';
import type { Experiment } from '../experiment/experiment.js';
import type { RunFolder } from './run-folder.js';

/** The names of the classes of each split that was looked at when a run began. */
export type RunClasses = { readonly [S in Split]?: readonly string[] };

/** A source that shows its examples: their classes have names. */
interface Showing {
  examples(split: Split): Promise<{ readonly classes: readonly { readonly name: string }[] }>;
}

const isShowing = (source: object): source is Showing => 'examples' in source && typeof source.examples === 'function';

/** The classes of a split; `undefined` of data that have none with names. */
async function classesOf(source: TaskSource<Tree>, split: Split): Promise<readonly string[] | undefined> {
  if (!isShowing(source)) return undefined;
  return (await source.examples(split)).classes.map(({ name }) => name).sort();
}

/** Keeps which classes were for what: a later evaluation on other files can tell whether it is one. */
export async function saveClasses(
  folder: RunFolder,
  { data, training, evaluation }: Experiment,
  without: readonly Split[],
): Promise<void> {
  const splits = ['train', training.validation?.split ?? evaluation.split, evaluation.split] as const;
  const known: Partial<Record<Split, readonly string[]>> = {};
  for (const split of new Set<Split>(splits)) {
    const classes = without.includes(split) ? undefined : await classesOf(data, split);
    if (classes !== undefined) known[split] = classes;
  }
  if (Object.keys(known).length > 0) await writeJson(folder.classes, known);
}

async function savedClasses({ classes }: RunFolder): Promise<RunClasses> {
  const text = await readFile(classes, 'utf8').catch(() => '{}');
  return JSON.parse(text) as RunClasses;
}

const few = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;

/**
 * Looks whether data that were named for an evaluation are what they are meant to be.
 *
 * @returns a sentence where classes to measure on have the names of classes that the run was trained on
 * @throws ConfigError if the run's data are said to lie there, and it is other data, which would be divided anew
 */
export async function checkPlaces(
  { folder, experiment }: { readonly folder: RunFolder; readonly experiment: Experiment },
  places: DataPlaces | undefined,
  split: Split,
): Promise<string | undefined> {
  if (places === undefined) return undefined;
  const [known, there] = [await savedClasses(folder), await classesOf(experiment.data, split)];
  const expected = known[split];
  if (there === undefined) return undefined;
  if (typeof places === 'string' && expected !== undefined && expected.join('\n') !== there.join('\n')) {
    throw new ConfigError(
      `--data: '${places}' is other data than those of the run: its split '${split}' would be ${few(there)} (${there.length} classes), and was ${few(expected)} (${expected.length}). ` +
        `If all classes there are for ${split}, pass --data ${split === 'holdout' ? 'test' : split}=${places}.`,
    );
  }
  const trained = new Set(split === 'train' ? [] : known.train);
  const shared = there.filter((name) => trained.has(name));
  if (shared.length === 0) return undefined;
  return `${shared.length} of ${there.length} classes have the names of classes that the run was trained on: ${few(shared)}. If they are the same, the figures are of seen classes.`;
}
