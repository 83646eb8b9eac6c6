import { regret } from '@innerloop/training';
import type { Played } from '@innerloop/training';
import type { Method } from './methods.js';
import type { Course } from './play.js';

/** One method: figures over all seeds, and curves that are means over them, a value a round. */
export interface MethodResult {
  readonly name: string;
  readonly label: string;
  /** Mean error on the tasks of the last twenty rounds, before and after their updates. */
  readonly lastTwentyBefore: number;
  readonly lastTwentyAfter: number;
  /** Of the tasks that were learned, to an error of at most `enough`. */
  readonly learnedShare: number;
  /** Of the tasks that were learned; the others are censored. */
  readonly examplesNeeded: number | null;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Against the meta-leader of the end: an estimate of the best fixed initialisation in hindsight. */
  readonly regret: readonly number[];
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

export const meanCurve = (curves: readonly (readonly number[])[]): readonly number[] =>
  (curves[0] ?? []).map((_, round) => mean(curves.map((curve) => curve[round] as number)));

/** @param comparators  of the same seeds */
export function measure(
  { name, label }: Pick<Method, 'name' | 'label'>,
  courses: readonly Course[],
  comparators: readonly (readonly number[])[],
): MethodResult {
  const all = courses.flatMap(({ rounds }) => rounds);
  const learned = all.flatMap(({ needed }) => needed ?? []);
  const curves = (pick: (round: Played) => number): readonly (readonly number[])[] =>
    courses.map(({ rounds }) => rounds.map(pick));
  const suffered = curves(({ before }) => before);
  const late = (pick: (round: Played) => number): number => mean(curves(pick).flatMap((curve) => curve.slice(-20)));
  return {
    name,
    label,
    lastTwentyBefore: late(({ before }) => before),
    lastTwentyAfter: late(({ after }) => after),
    learnedShare: learned.length / all.length,
    examplesNeeded: learned.length === 0 ? null : mean(learned),
    before: meanCurve(suffered),
    after: meanCurve(curves(({ after }) => after)),
    regret: meanCurve(suffered.map((curve, i) => regret(curve, comparators[i] as readonly number[]))),
  };
}
