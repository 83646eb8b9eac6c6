import type { EpisodeSize, TaskKind } from '@innerloop/core';
import type { Inference } from './options.js';
import type { Calibration } from '../calibration/calibration.js';
import type { Summary } from '../statistics/summary.js';

/** A learner's figure over the test tasks: after a number of adaptation steps where it has steps, or at a presentation of each class. */
export interface EvaluationRow extends Summary {
  /** Absent for learners without steps, and where the learner's own number of test steps was used. */
  readonly steps?: number;
  /** At which example of each class of the support, counted from 1, where presentations were measured. */
  readonly presentation?: number;
  /** The metric of task 0, 1, …, if they were asked for. */
  readonly values?: readonly number[];
}

/** What `evaluate` found, with all that is needed to find it again: plain JSON. */
export interface EvaluationResult {
  readonly learner: string;
  readonly tasks: string;
  readonly kind: TaskKind;
  /** As found in the episodes: examples a class, of which regression has one. */
  readonly size: EpisodeSize;
  /** Where tasks had different numbers of classes: the least. `size.ways` is the most. */
  readonly leastWays?: number;
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** Test tasks, 0 … episodes − 1 of the seed's stream. */
  readonly episodes: number;
  readonly seed: number;
  /** Which statistics normalised, as the learner or the caller states it: figures of different kinds do not compare. */
  readonly normalization: string;
  /** What `rows` measure: each query answered alone, or all of a task together. Absent in older files, which hold the latter. */
  readonly inference?: Inference;
  /** Ascending in steps or presentations. */
  readonly rows: readonly EvaluationRow[];
  /** The same queries asked together, where both were asked for: `rows` are inductive then. */
  readonly transductive?: readonly EvaluationRow[];
  /** Of all predictions of `rows`, if it was asked for. */
  readonly calibration?: Calibration;
}
