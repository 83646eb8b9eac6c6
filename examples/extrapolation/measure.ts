import { DivergenceError } from '@innerloop/core';
import type { Learner, Metric, ParamTree, Tree } from '@innerloop/core';
import { evaluate, summarize } from '@innerloop/evaluation';
import type { EvaluationRow, Summary } from '@innerloop/evaluation';
import { untilDivergence } from '../experiment/until-divergence.js';
import type { Shift } from './shifts.js';

/** A learner's figure on tasks of one shift, after a number of steps. */
export interface Point {
  readonly amount: number;
  readonly steps?: number;
  readonly mean: number;
  readonly ci95: number;
  /** How much worse the same tasks are than without a shift: the mean of the differences task by task. */
  readonly difference: { readonly mean: number; readonly ci95: number };
}

export interface Measuring {
  readonly learner: Learner<Tree>;
  readonly params: ParamTree;
  readonly shift: Shift;
  readonly metric: Metric;
  readonly steps?: readonly number[] | undefined;
  readonly episodes: number;
  readonly seed: number;
  readonly onPoint?: (amount: number) => void;
}

/** As the paper's networks are measured: its convolutions are normalised by the batch of queries. */
const inference = 'transductive';

/** A row for each number of steps at which no task diverges; none, where one does at once. */
async function rowsAt(measuring: Measuring, amount: number): Promise<readonly EvaluationRow[]> {
  const { shift, onPoint, steps, ...options } = measuring;
  onPoint?.(amount);
  const given = { ...options, tasks: shift.tasks(amount), keepValues: true, batch: 20, inference } as const;
  try {
    if (steps === undefined) return (await evaluate(given)).rows;
    return (await untilDivergence((taken) => evaluate({ ...given, steps: taken }), steps)).rows;
  } catch (error) {
    if (error instanceof DivergenceError) return [];
    throw error;
  }
}

const valuesOf = ({ values = [] }: EvaluationRow): readonly number[] => values;

/** Pairs task i of a shift with task i of training. */
function differenceOf(row: EvaluationRow, base: EvaluationRow | undefined): Summary {
  const before = base === undefined ? [] : valuesOf(base);
  return summarize(valuesOf(row).map((value, task) => value - (before[task] ?? Number.NaN)));
}

/** Measures a learner on the same tasks, shifted by each amount. Steps after which it diverged are left out. */
export async function measureShift(measuring: Measuring): Promise<readonly Point[]> {
  const base = await rowsAt(measuring, 0);
  const points: Point[] = [];
  for (const amount of measuring.shift.amounts) {
    const rows = amount === 0 ? base : await rowsAt(measuring, amount);
    rows.forEach((row, i) => {
      const { mean, ci95 } = differenceOf(row, base[i]);
      const steps = row.steps === undefined ? {} : { steps: row.steps };
      points.push({ amount, ...steps, mean: row.mean, ci95: row.ci95, difference: { mean, ci95 } });
    });
  }
  return points;
}
