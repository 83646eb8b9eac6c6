import { summarize } from '@innerloop/evaluation';
import type { Curve, CurvePicture } from '@innerloop/evaluation/report';

/** Errors of one depth, a figure a seed. */
export interface Row {
  readonly learner: 'maml' | 'oracle';
  readonly depth: number;
  readonly errors: readonly number[];
}

/** The rank of what a step changes. */
export interface Rank {
  readonly points: number;
  readonly layers: number;
  readonly rank: number;
}

const spreadOf = (errors: readonly number[]): number => (errors.length > 1 ? summarize(errors).std : 0);
const meanOf = (errors: readonly number[]): number => errors.reduce((sum, value) => sum + value, 0) / errors.length;

/** Errors against depth, and the ranks beside them. */
export function picture(rows: readonly Row[], found: readonly Rank[]): CurvePicture {
  const errors = (label: Row['learner']): Curve => ({
    label,
    points: rows
      .filter(({ learner }) => learner === label)
      .map(({ depth, errors: values }) => ({ x: depth, y: meanOf(values), ci95: spreadOf(values) })),
  });
  const rank = (points: number): Curve => ({
    label: points === 1 ? 'rank, 1 example' : `rank, ${points} examples`,
    points: found.filter((one) => one.points === points).map(({ layers, rank: y }) => ({ x: layers, y })),
  });
  return {
    panels: [
      {
        title: 'Cubics after one step, ± std over seeds',
        x: { title: 'hidden layers, parameters the same' },
        y: { title: 'mean squared error', scale: 'log' },
        curves: [errors('maml'), errors('oracle')],
      },
      {
        title: 'One step of N linear layers',
        x: { title: 'N' },
        y: { title: 'rank of the change' },
        curves: [...new Set(found.map(({ points }) => points))].map(rank),
      },
    ],
  };
}
