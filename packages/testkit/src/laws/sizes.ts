import type { ParamSpecs } from '@innerloop/core';

/** How many tasks, of how many examples each. */
export interface TaskSize {
  readonly tasks: number;
  readonly rows: number;
}

const PRIMES = [3, 5, 2, 7, 11, 13];

/**
 * The sizes at which every law holds: as many tasks as rows and as some other axis of a parameter, where a missing comparison of ranks
 * broadcasts silently to a wrong number, and distinct primes that are no axis, where it cannot.
 *
 * @param axes  further lengths of axes to be met, foremost
 */
export function sizesFor(specs: ParamSpecs, axes: readonly number[] = []): readonly TaskSize[] {
  const lengths = new Set([...axes, ...Object.values(specs).flatMap(({ shape }) => shape)]);
  const small = [...lengths].filter((length) => length >= 2 && length <= 5).slice(0, 2);
  const equal = small.length === 0 ? [3] : small;
  const [tasks = 3, rows = 5] = PRIMES.filter((prime) => !lengths.has(prime));
  return [...equal.map((length) => ({ tasks: length, rows: length })), { tasks, rows }];
}

/** For messages: `with 3 tasks of 5 rows`. */
export const shownSize = ({ tasks, rows }: TaskSize): string => `with ${tasks} tasks of ${rows} rows`;
