import { InvalidOptionError } from '@innerloop/core';
import type { Seed } from '@innerloop/core';

/** Random numbers of one task, all from its own stream of the seed. */
export interface RandomNumbers {
  /** Uniform on [from, to). Default [0, 1). */
  uniform(from?: number, to?: number): number;
  /** Normal. Default mean 0 and standard deviation 1. */
  normal(mean?: number, deviation?: number): number;
  /** A whole number from 0 to below − 1, each as likely. */
  integer(below: number): number;
  /** One of a list. */
  pick<T>(list: readonly T[]): T;
}

/** The random numbers of a task's seed, from the beginning of its stream. */
export function randomNumbers(seed: Seed): RandomNumbers {
  const next = seed.numbers();
  const integer = (below: number): number => {
    if (Number.isInteger(below) && below > 0) return Math.floor(next() * below);
    throw new InvalidOptionError(`random.integer: expected a positive whole number, got ${below}.`);
  };
  return {
    integer,
    uniform: (from = 0, to = 1) => from + (to - from) * next(),
    // Box and Muller 1958; 1 − u is never 0.
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (list) => list[integer(list.length)] as (typeof list)[number],
  };
}
