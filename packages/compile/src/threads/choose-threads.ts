import { InvalidOptionError } from '@innerloop/core';
import { evenThreads } from '../partition/partition.js';

/** How many threads are asked for: a number, or as many as pay. */
export type ThreadsOption = number | 'auto';

/** Operations that a thread should have in a step: with less, meeting the others costs more than their help saves. */
const flopsOfThread = 1e7;

/** What a step and the machine offer. */
export interface ThreadsOffer {
  readonly flops: number;
  readonly tasks: number;
  readonly available: number;
}

/**
 * The number of threads for a step. A number that was asked for is lowered until it divides the tasks; 'auto' takes as many as the machine has
 * and the work is worth.
 *
 * @throws InvalidOptionError if the number is not a positive integer
 */
export function chooseThreads(asked: ThreadsOption, { flops, tasks, available }: ThreadsOffer): number {
  if (asked === 'auto') return evenThreads(Math.min(available, flops / flopsOfThread), tasks);
  if (!Number.isInteger(asked) || asked < 1)
    throw new InvalidOptionError(`compile: threads must be a positive integer or 'auto', got ${asked}.`);
  return evenThreads(asked, tasks);
}
