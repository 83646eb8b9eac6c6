import type { EpisodeSize } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';

/** One number, or the least and the most. */
export type CountRange = number | readonly [least: number, most: number];

/** The size of episodes, whose ways and shots may differ from one to the next. */
export interface SizeOptions {
  /** Classes a task. A range: one number for all tasks of a batch, drawn anew for each batch. Default 5. */
  readonly ways?: CountRange | undefined;
  /**
   * Support examples a class. A range `[least, most]`: each class of a task has its own number of them, and all together are
   * `ways · (least + most) / 2`, rounded, so that tasks have one shape. Default 1.
   */
  readonly shots?: CountRange | undefined;
  /** Query examples a class. Default 15. */
  readonly queries?: number | undefined;
}

/** The size of episodes, both ends of every range. */
export interface SizeRanges {
  readonly ways: readonly [number, number];
  readonly shots: readonly [number, number];
  readonly queries: number;
}

/** 5-way 1-shot with 15 queries a class: what most papers report. */
const usual: EpisodeSize = { ways: 5, shots: 1, queries: 15 };

/**
 * The size of an episode: given numbers in place of the usual 5 ways, 1 shot and 15 queries a class.
 *
 * @param where  who asks: errors begin with it
 * @throws InvalidOptionError if `ways` or `queries` is not a positive integer, or `shots` a negative one
 */
export function episodeSize(
  where: string,
  given: { readonly [K in keyof EpisodeSize]?: number | undefined },
  otherwise: EpisodeSize = usual,
): EpisodeSize {
  return largestSize(sizeRanges(where, given, otherwise));
}

/**
 * The ends of every range of a size.
 *
 * @throws InvalidOptionError if a number is no whole one, too small, or the least is above the most; `shots` of a range begin at 1
 */
export function sizeRanges(where: string, given: SizeOptions, otherwise: SizeOptions = usual): SizeRanges {
  const range = (name: 'ways' | 'shots', least: number): readonly [number, number] => {
    const value = given[name] ?? otherwise[name] ?? usual[name];
    if (typeof value === 'number') return twice(requireCount(where, name, value, least));
    const [from, to] = value;
    requireCount(where, `${name}[0]`, from, 1);
    return [from, requireCount(where, `${name}[1]`, to, from)];
  };
  const queries = given.queries ?? otherwise.queries ?? usual.queries;
  return { ways: range('ways', 1), shots: range('shots', 0), queries: requireCount(where, 'queries', queries, 1) };
}

/** The most of everything: what a class must have, and the outputs that a network needs. */
export const largestSize = ({ ways, shots, queries }: SizeRanges): EpisodeSize => ({
  ways: ways[1],
  shots: shots[1],
  queries,
});

const twice = (value: number): readonly [number, number] => [value, value];

function requireCount(where: string, name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidOptionError(`${where}: ${name} must be a whole number of at least ${least}, got ${value}.`);
}
