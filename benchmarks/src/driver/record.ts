import type { Loaded } from '../protocol/messages.js';

/** One contender on one workload. */
export type Measurement = Pick<Loaded, 'guard' | 'threads' | 'versions' | 'remark' | 'firstMilliseconds'> & {
  readonly workload: string;
  readonly contender: string;
  /** Of a step, one number a repetition: the mean over its steps. */
  readonly milliseconds: readonly number[];
  /** Process start to everything imported. */
  readonly startMilliseconds: number;
  /** Process start to the first step done. */
  readonly readyMilliseconds: number;
  readonly peakBytes: number;
};

export type Skipped = { readonly workload: string; readonly contender: string; readonly reason: string };

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly gigabytes: number;
  readonly system: string;
  readonly node: string;
};

/** A line of the history. */
export type RunRecord = {
  readonly date: string;
  /** The commit, with a plus sign where files had changed since. */
  readonly revision: string;
  readonly machine: Machine;
  /** How many processors other programs kept busy before the first workload: figures of a busy machine are worth little. */
  readonly busyBefore: number;
  readonly seconds: number;
  readonly measurements: readonly Measurement[];
  readonly skipped: readonly Skipped[];
};
