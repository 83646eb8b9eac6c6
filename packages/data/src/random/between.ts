/** A number between `from` and `to`, given a uniform generator on [0, 1). */
export const between = (next: () => number, from: number, to: number): number => from + (to - from) * next();

/** A number of mean 0 and variance 1 that is never beyond ±3: three uniform numbers added, so it needs no logarithm. */
export const bell = (next: () => number): number => 2 * (next() + next() + next() - 1.5);

/** One of a list that is not empty. */
export const pickOne = <T>(next: () => number, list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
