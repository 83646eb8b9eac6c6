import type { Split } from '@innerloop/core';
import { InvalidOptionError, seed as seedOf } from '@innerloop/core';
import { choose } from '../random/choose.js';

/** Names of the classes of each split; a split that is left out has none. */
export type SplitLists = { readonly [S in Split]?: readonly string[] | undefined };

/** Parts of all classes, at most 1 together, drawn by a seed (default 0). */
export type SplitFractions = { readonly [S in Split]?: number | undefined } & { readonly seed?: number | undefined };

/** The classes of every split. */
export type ClassSplit = Readonly<Record<Split, readonly string[]>>;

export const splitNames: readonly Split[] = ['train', 'holdout', 'validation', 'test'];

/** As miniImageNet: 64, 16 and 20 classes of 100. */
const usual: SplitFractions = { train: 0.64, validation: 0.16, test: 0.2 };

/**
 * Assigns classes to splits, which share none.
 *
 * @param where  who asks: errors begin with it
 * @param classes  names of all classes; their order does not matter to fractions
 * @throws InvalidOptionError if a listed class does not exist or is listed twice, or fractions exceed 1
 */
export function splitClasses(
  where: string,
  classes: readonly string[],
  split: SplitLists | SplitFractions = usual,
): ClassSplit {
  return isFractions(split) ? byFraction(where, classes, split) : byList(where, classes, split);
}

/** @throws InvalidOptionError if a class is listed twice */
export function requireDisjoint(where: string, lists: SplitLists): void {
  const taken = new Map<string, Split>();
  for (const name of splitNames) {
    for (const listed of lists[name] ?? []) {
      const before = taken.get(listed);
      if (before !== undefined) {
        const again = before === name ? `twice in ${name}` : `in ${before} and in ${name}`;
        throw new InvalidOptionError(`${where}: class '${listed}' is listed ${again}. Splits may share no class.`);
      }
      taken.set(listed, name);
    }
  }
}

const isFractions = (split: SplitLists | SplitFractions): split is SplitFractions =>
  'seed' in split || splitNames.some((name) => typeof split[name] === 'number');

function byList(where: string, classes: readonly string[], lists: SplitLists): ClassSplit {
  requireDisjoint(where, lists);
  const known = new Set(classes);
  for (const name of splitNames) {
    const missing = (lists[name] ?? []).filter((listed) => !known.has(listed));
    if (missing.length > 0) {
      throw new InvalidOptionError(
        `${where}: ${missing.length} of the classes listed for ${name} have no examples: ${some(missing)}. There are: ${some(classes)}.`,
      );
    }
  }
  return bySplit((name) => lists[name] ?? []);
}

function byFraction(where: string, classes: readonly string[], fractions: SplitFractions): ClassSplit {
  const parts = splitNames.map((name) => fractions[name] ?? 0);
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (parts.some((part) => !(part >= 0)) || total > 1 + 1e-9) {
    throw new InvalidOptionError(
      `${where}: fractions of a split must not be negative and not exceed 1 together, got ${parts.join(', ')}.`,
    );
  }
  const sorted = [...classes].sort();
  const next = seedOf(fractions.seed ?? 0)
    .fold('split')
    .numbers();
  const mixed = choose(next, sorted.length, sorted.length).map((index) => sorted[index] as string);
  const ends = parts.map((_, index) =>
    Math.round(sorted.length * parts.slice(0, index + 1).reduce((sum, part) => sum + part, 0)),
  );
  return bySplit((name) => {
    const index = splitNames.indexOf(name);
    return mixed.slice(ends[index - 1] ?? 0, ends[index]).sort();
  });
}

const bySplit = (classes: (split: Split) => readonly string[]): ClassSplit => ({
  train: classes('train'),
  holdout: classes('holdout'),
  validation: classes('validation'),
  test: classes('test'),
});

/** The first few of many names, for messages. */
export const some = (names: readonly string[], count = 5): string =>
  `${names.slice(0, count).join(', ')}${names.length > count ? `, … (${names.length})` : ''}`;
