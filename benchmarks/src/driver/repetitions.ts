/** What a run takes its time for. */
export type Pace = {
  readonly repetitions: number;
  /** Of one repetition: so many steps as fit, at least one. */
  readonly repetitionMilliseconds: number;
  readonly warmupMilliseconds: number;
  /** Of one contender on one workload: who needs longer gets fewer repetitions, but two. */
  readonly budgetMilliseconds: number;
  /** For one answer: loading, compilation and the first step are one. */
  readonly patienceMilliseconds: number;
};

/** How many repetitions a contender gets whose first one took so long. */
export function repetitionsFor(firstMilliseconds: number, { repetitions, budgetMilliseconds }: Pace): number {
  const affordable = Math.floor(budgetMilliseconds / Math.max(1, firstMilliseconds));
  return Math.min(repetitions, Math.max(2, affordable));
}
