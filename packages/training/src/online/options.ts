import { InvalidOptionError } from '@innerloop/core';
import type { Learner, MetaState, MetaStep, Metric, Tree } from '@innerloop/core';
import type { Checkpoint, CheckpointStore, TrainSettings } from '../checkpoints/checkpoint.js';
import type { TaskSequence } from './task-sequence.js';

export interface OnlineOptions<State extends MetaState, Y extends Tree> {
  /** What learns from the tasks so far, usually a `metaStep` of the learner. */
  readonly step: MetaStep<State, Y>;
  /** What adapts to each task, to be judged. */
  readonly learner: Learner<Tree, Y>;
  readonly tasks: TaskSequence<Y>;
  readonly metric: Metric<Y>;
  readonly seed: number;
  /** Rounds in all, those before a resume included. */
  readonly rounds: number;
  /** Examples of a task that arrive at once; default all of them. */
  readonly chunk?: number;
  /** Meta-updates after each arrival, `N_meta`; 0 never learns from task to task. Default 10. */
  readonly updates?: number;
  /** Tasks an update, drawn from all that were met. Default 4. */
  readonly metaBatch?: number;
  /** Support examples of a task in an update. Default 5. */
  readonly shots?: number;
  /** Query examples of a task in an update. Default 5. */
  readonly queries?: number;
  /** The value of the metric that counts as learned: how many examples that takes is the learning efficiency. */
  readonly enough?: number;
  /** Where `last` is kept, every so many rounds and at the end. */
  readonly checkpoints?: { readonly store: CheckpointStore; readonly every: number } | undefined;
  /** Stops after the round at hand, with `last` saved. */
  readonly signal?: AbortSignal | undefined;
  /** Goes on from here, `iteration` being the rounds done; the tensors stay the caller's. */
  readonly from?: Checkpoint | undefined;
}

/** The counts, with their defaults. */
export interface OnlineCounts {
  readonly rounds: number;
  readonly updates: number;
  readonly metaBatch: number;
  readonly shots: number;
  readonly queries: number;
  readonly chunk?: number;
}

/** @throws InvalidOptionError if one is no integer, or too small */
export function countsOf<State extends MetaState, Y extends Tree>(options: OnlineOptions<State, Y>): OnlineCounts {
  const { rounds, chunk, updates = 10, metaBatch = 4, shots = 5, queries = 5 } = options;
  const counts = { rounds, updates, metaBatch, shots, queries, ...(chunk === undefined ? {} : { chunk }) };
  const least: Readonly<Record<string, number>> = { updates: 0, chunk: 2 };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < (least[name] ?? 1)) {
      throw new InvalidOptionError(
        `online: ${name} must be an integer of at least ${least[name] ?? 1}, got ${String(count)}.`,
      );
    }
  }
  return counts;
}

/** What decides the numbers that come out: a resumed run must have the same. */
export function settingsOf<State extends MetaState, Y extends Tree>(
  { step, tasks, seed }: OnlineOptions<State, Y>,
  { chunk, updates, metaBatch, shots, queries }: OnlineCounts,
): TrainSettings {
  const arriving = chunk === undefined ? 'all at once' : `by ${chunk}`;
  const sequence = `${tasks.name}, ${arriving}, ${updates} updates of ${shots} + ${queries} examples`;
  return { step: step.name, tasks: sequence, seed, metaBatch };
}
