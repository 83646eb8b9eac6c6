import type { TopLevelSpec } from 'vega-lite';
import { isShare, scaled, unitOf } from '../statistics/notation.js';
import { frame, iterationAxis } from './frame.js';
import type { Measurement } from './series.js';
import { scaleOf } from './series.js';
import { ink, theme } from './theme.js';

/** A figure on held-out tasks at an iteration, with half the width of its 95 % interval where it is known. */
export interface Validation extends Measurement {
  readonly ci95?: number | undefined;
}

/** The measurement to keep: the first of the best. */
export const bestOf = (values: readonly Validation[], better: 'higher' | 'lower'): Validation | undefined =>
  values
    .filter(({ value }) => Number.isFinite(value))
    .reduce<Validation | undefined>((best, each) => {
      if (best === undefined) return each;
      return (better === 'higher' ? each.value > best.value : each.value < best.value) ? each : best;
    }, undefined);

/** A metric on held-out tasks during training, with its 95 % intervals, the best measurement ringed. */
export function validationCurve(
  validation: readonly Validation[],
  metric: string,
  label: string,
  better: 'higher' | 'lower',
): TopLevelSpec {
  const known = validation.filter(({ value }) => Number.isFinite(value));
  const at = (value: number): number => scaled(metric, value);
  const rows = known.map(({ iteration, value, ci95 = 0 }) => ({
    iteration,
    value: at(value),
    low: at(value - ci95),
    high: at(value + ci95),
  }));
  const best = bestOf(known, better);
  const type = isShare(metric) ? 'linear' : scaleOf(rows.map(({ iteration, low }) => ({ iteration, value: low })));
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    title: axisTitle(metric, label),
    scale: { type, zero: false },
  });
  return {
    ...frame,
    description: `${label} by iteration on validation tasks`,
    config: theme,
    encoding: { x: iterationAxis, y: y('value') },
    layer: [
      {
        data: { values: rows },
        mark: { type: 'area', color: ink.accent, opacity: 0.16 },
        encoding: { y: y('low'), y2: { field: 'high' } },
      },
      {
        data: { values: rows },
        mark: { type: 'line', color: ink.accent, strokeWidth: 2, point: { color: ink.accent, size: 26 } },
      },
      {
        data: { values: best === undefined ? [] : [{ iteration: best.iteration, value: at(best.value) }] },
        mark: { type: 'point', color: ink.support, size: 130, strokeWidth: 2.25 },
      },
    ],
  };
}

/** A metric with its unit, as an axis has it. */
export const axisTitle = (metric: string, label: string): string =>
  unitOf(metric) === '' ? label : `${label} (${unitOf(metric)})`;
