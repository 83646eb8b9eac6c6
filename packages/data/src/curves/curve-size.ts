import type { EpisodeSize, Seed } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { CountRange } from '../episodes/episode-size.js';
import { between } from '../random/between.js';

/** From, to: where a number is drawn from, uniformly. */
export type Interval = readonly [number, number];

/** How many points a task has. */
export interface CurveSizeOptions {
  /** Support (context) points a task. A range `[least, most]`: one number for all tasks of a batch, drawn anew for each batch. */
  readonly shots?: CountRange | undefined;
  /** Query (target) points a task, likewise. */
  readonly queries?: CountRange | undefined;
}

/** Both ends of both ranges. */
export interface CurveSize {
  readonly shots: Interval;
  readonly queries: Interval;
}

/** Points of the tasks of one batch. */
export type Counts = Pick<EpisodeSize, 'shots' | 'queries'>;

/** @throws InvalidOptionError if a number is no whole one, too small, or the least is above the most */
export function curveSize(where: string, given: CurveSizeOptions, otherwise: CurveSize): CurveSize {
  const range = (name: 'shots' | 'queries', least: number): Interval => {
    const value = given[name] ?? otherwise[name];
    const [from, to] = typeof value === 'number' ? [value, value] : value;
    if (Number.isInteger(from) && Number.isInteger(to) && from >= least && to >= from) return [from, to];
    throw new InvalidOptionError(
      `${where}: ${name} must be a whole number of at least ${least}, or [least, most] of such, got ${JSON.stringify(value)}.`,
    );
  };
  return { shots: range('shots', 0), queries: range('queries', 1) };
}

/** The numbers of a batch: from the seed of its first task, since tensors of other tasks could not stand beside them. */
export function countsOf({ shots, queries }: CurveSize, seed: Seed): Counts {
  const drawn = (name: 'shots' | 'queries', [least, most]: Interval): number =>
    least === most ? least : Math.floor(between(seed.task(0).fold(name).numbers(), least, most + 1));
  return { shots: drawn('shots', shots), queries: drawn('queries', queries) };
}

/** @throws InvalidOptionError unless these are two finite numbers in order, the first of at least `least` */
export function interval(
  where: string,
  name: string,
  value: Interval,
  least: number = Number.NEGATIVE_INFINITY,
): Interval {
  const [from, to] = value;
  if (Number.isFinite(from) && Number.isFinite(to) && from <= to && from >= least) return value;
  const bound = least === Number.NEGATIVE_INFINITY ? '' : least === 0 ? ', not negative' : ', above 0';
  throw new InvalidOptionError(
    `${where}: ${name} must be two finite numbers in order${bound}, got [${value.join(', ')}].`,
  );
}
