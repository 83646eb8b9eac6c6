import { InvalidOptionError } from '../errors.js';

const UNITS = 16777216;
const LARGEST = UNITS * UNITS;

/**
 * An integer from 0 to n − 1, all equally likely, from a generator of uniform numbers on [0, 1) (`seed.numbers()`).
 *
 * Only the first 24 bits of a number are used, two numbers when n > 2²⁴; those that would favour small integers are
 * thrown away, so there is no bias.
 *
 * @param n  1 ≤ n ≤ 2⁴⁸
 * @throws InvalidOptionError for any other n
 */
export function integerBelow(n: number, numbers: () => number): number {
  if (!Number.isInteger(n) || n < 1 || n > LARGEST) {
    throw new InvalidOptionError(`integerBelow: expected an integer from 1 to 2^48, received ${n}.`);
  }
  const range = n > UNITS ? LARGEST : UNITS;
  const fair = range - (range % n);
  for (;;) {
    const high = n > UNITS ? Math.floor(numbers() * UNITS) * UNITS : 0;
    const value = high + Math.floor(numbers() * UNITS);
    if (value < fair) return value % n;
  }
}

/** A copy of a list in random order, all orders equally likely. */
export function shuffled<T>(list: readonly T[], numbers: () => number): T[] {
  return chooseWithoutReplacement(list.length, list.length, numbers).map((index) => list[index] as T);
}

/**
 * `k` different integers from 0 to n − 1 in random order, all such lists equally likely. Takes time and memory of order
 * k, whatever n.
 *
 * @throws InvalidOptionError unless 0 ≤ k ≤ n are integers
 */
export function chooseWithoutReplacement(n: number, k: number, numbers: () => number): number[] {
  if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || k > n) {
    throw new InvalidOptionError(
      `chooseWithoutReplacement: cannot choose ${k} different ones of ${n}. Both are non-negative integers, and k is at most n.`,
    );
  }
  // A Fisher–Yates shuffle of 0 … n − 1 that stops after k places and stores only the places that it has changed.
  const moved = new Map<number, number>();
  const at = (place: number): number => moved.get(place) ?? place;
  return Array.from({ length: k }, (_, place) => {
    const other = place + integerBelow(n - place, numbers);
    const chosen = at(other);
    moved.set(other, at(place));
    return chosen;
  });
}
