import type { TopLevelSpec } from 'vega-lite';
import { scaled } from '../statistics/notation.js';
import { frame } from './frame.js';
import { seriesColour, theme } from './theme.js';
import { axisTitle } from './validation-curve.js';

/** A learner's figures by adaptation step. */
export interface StepSeries {
  readonly label: string;
  readonly rows: readonly { readonly steps: number; readonly mean: number; readonly ci95: number }[];
}

/** A metric after 0, 1, … adaptation steps, or whatever else is counted, with 95 % intervals, a line a learner. */
export function stepsCurve(
  series: readonly StepSeries[],
  metric: string,
  label: string,
  counted = 'adaptation steps',
): TopLevelSpec {
  const at = (value: number): number => scaled(metric, value);
  const rows = series.flatMap(({ label: name, rows: points }) =>
    points.map(({ steps, mean, ci95 }) => ({
      name,
      steps,
      mean: at(mean),
      low: at(mean - ci95),
      high: at(mean + ci95),
    })),
  );
  const steps = [...new Set(rows.map((row) => row.steps))];
  const names = series.map(({ label: name }) => name);
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    title: axisTitle(metric, label),
    scale: { zero: false },
  });
  return {
    ...frame,
    description: `${label} by ${counted}`,
    config: theme,
    data: { values: rows },
    encoding: {
      x: {
        field: 'steps',
        type: 'quantitative',
        title: counted,
        axis: { values: steps, format: 'd' },
        scale: { padding: 12, nice: false },
      },
      color: {
        field: 'name',
        type: 'nominal',
        legend: null,
        scale: { domain: names, range: names.map((_, i) => seriesColour(i)) },
      },
    },
    layer: [
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y: y('low'), y2: { field: 'high' } } },
      { mark: { type: 'tick', thickness: 1.5, size: 9, orient: 'horizontal' }, encoding: { y: y('low') } },
      { mark: { type: 'tick', thickness: 1.5, size: 9, orient: 'horizontal' }, encoding: { y: y('high') } },
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { y: y('mean') } },
      { mark: { type: 'point', filled: true, opacity: 1, size: 48 }, encoding: { y: y('mean') } },
    ],
  };
}
