import type { Split } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { SplitFractions, SplitLists } from '../splits/class-split.js';
import { some, splitNames } from '../splits/class-split.js';
import type { LabelName } from './label-names.js';

/** Names of each split, as they are in the data: text or numbers. */
export type NameLists = { readonly [S in Split]?: readonly LabelName[] | undefined };

/**
 * A split by lists, its names as text and each known and in one list only; fractions stay as they are.
 *
 * @param many  what the names are of: `classes`, `tasks`
 * @throws InvalidOptionError that tells of names that are unknown or listed twice
 */
export function namedSplit(
  where: string,
  many: string,
  known: readonly string[],
  split: NameLists | SplitFractions | undefined,
): SplitLists | SplitFractions | undefined {
  if (split === undefined || !splitNames.some((name) => Array.isArray(split[name]))) {
    return split as SplitFractions | undefined;
  }
  const lists: Partial<Record<Split, readonly string[]>> = {};
  const taken = new Map<string, Split>();
  for (const name of splitNames) {
    const listed = split[name] ?? [];
    if (!Array.isArray(listed)) {
      throw new InvalidOptionError(
        `${where}: split has lists and fractions, ${name}: ${String(listed)}. Give one or the other.`,
      );
    }
    lists[name] = (listed as readonly LabelName[]).map(String);
    requireKnown(where, many, name, lists[name], known);
    for (const each of lists[name]) requireNew(where, many, name, each, taken);
  }
  return lists;
}

function requireKnown(
  where: string,
  many: string,
  split: Split,
  listed: readonly string[],
  known: readonly string[],
): void {
  const all = new Set(known);
  const missing = listed.filter((name) => !all.has(name));
  if (missing.length === 0) return;
  throw new InvalidOptionError(
    `${where}: ${missing.length} of the ${many} listed for ${split} have no examples: ${some(missing)}. There are: ${some(known)}.`,
  );
}

function requireNew(where: string, many: string, split: Split, name: string, taken: Map<string, Split>): void {
  const before = taken.get(name);
  taken.set(name, split);
  if (before === undefined) return;
  const again = before === split ? `twice in ${split}` : `in ${before} and in ${split}`;
  throw new InvalidOptionError(`${where}: '${name}' is listed ${again}. Splits may share no ${many}.`);
}
