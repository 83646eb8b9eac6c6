import type { EpisodeSize, Learner, MetaState, MetaStep, Metric, TaskSource, Tree } from '@innerloop/core';
import type { EvaluationResult } from '@innerloop/evaluation';
import type { WarmUp } from '../experiment/train.js';

/** What a row is made for: the networks that fit the tasks. */
export interface Problem {
  readonly name: string;
  /** The head of its part of the page. */
  readonly title: string;
  readonly open: () => Promise<TaskSource>;
  readonly metric: Metric;
  /** Episodes of training; a row may ask for others. */
  readonly training: EpisodeSize;
  /** Episodes that are judged. */
  readonly judged: EpisodeSize;
  /** Steps after which learners with an inner loop are judged; absent means once, after the learner's own number of test steps. */
  readonly steps?: readonly number[];
  readonly iterations: number;
  readonly metaBatch: number;
  /** Networks, sizes of episodes, rates and numbers of steps, in words: changing them trains all rows anew. */
  readonly conditions: string;
}

/** What is trained and judged. */
export interface Made {
  readonly learner: Learner<Tree>;
  /** Absent where there is nothing to train. */
  readonly step?: MetaStep<MetaState>;
  /** What trains in place of it at first. */
  readonly warmUp?: WarmUp;
}

/** A combination of parts: one line of the table. */
export interface Row<P extends Problem> {
  readonly name: string;
  /** Learner × rule × meta-gradient, as docs/methods.md has it. */
  readonly combination: string;
  /** All that was chosen besides. Changing them, or the budget, trains the row anew. */
  readonly settings: string;
  /** The paper's figures, by the name of the problem, where there are any. */
  readonly published?: Readonly<Record<string, string>>;
  /** The number of steps that it is judged after, where it cannot be asked for another one. */
  readonly judgedAfter?: number;
  /** Episodes of training that the method needs in another size. */
  readonly training?: Partial<EpisodeSize>;
  /** What it trains on instead of episodes: batches of all classes, for one. */
  readonly source?: (source: TaskSource) => TaskSource;
  /** Whether it can be asked of a problem; default of all. */
  readonly suits?: (problem: P) => boolean;
  readonly make: (problem: P) => Made;
}

/** Problems that are each solved by every row. */
export interface Table<P extends Problem> {
  readonly name: string;
  readonly summary: string;
  readonly title: string;
  /** What a reader must know, in Markdown. */
  readonly notes: readonly string[];
  readonly problems: (data: string) => readonly P[];
  readonly rows: readonly Row<P>[];
  readonly seeds: readonly number[];
  readonly episodes: number;
}

/** What the budget and the settings of an entry were: another key is another entry. */
export interface EntryKey {
  readonly problem: string;
  readonly row: string;
  readonly seed: number;
  readonly settings: string;
  readonly conditions: string;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly episodes: number;
}

/** A row, trained with one seed on one problem: kept as JSON. */
export interface Entry extends EntryKey {
  readonly minutes: number;
  /** Absent where training or adaptation diverged. */
  readonly result?: EvaluationResult;
  readonly failure?: string;
}

export interface TableResult {
  readonly command: string;
  readonly machine: string;
  readonly entries: readonly Entry[];
}
