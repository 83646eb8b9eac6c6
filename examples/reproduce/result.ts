import type { EvaluationResult } from '@innerloop/evaluation';

/** What one reproduction found: kept as JSON, drawn as a part of docs/results.md. */
export interface ReproductionResult {
  readonly name: string;
  readonly command: string;
  readonly iterations: number;
  readonly metaBatch: number;
  readonly seeds: readonly number[];
  /** Wall time of training a seed, on the machine of `machine`. */
  readonly minutes: readonly number[];
  readonly machine: string;
  readonly judgements: readonly {
    readonly label: string;
    readonly published?: string;
    /** One a seed. */
    readonly results: readonly EvaluationResult[];
  }[];
}
