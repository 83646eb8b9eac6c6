import type { TopLevelSpec } from 'vega-lite';
import { extentOf } from './extent.js';
import type { Point, SineCurve, SineCurves } from '../figures/sine-curves.js';
import { frame } from './frame.js';
import { ink, theme } from './theme.js';

/** How a curve is drawn, by its place among the steps: the picture's legend and its lines agree through this. */
export interface Stroke {
  readonly colour: string;
  /** Lengths of dashes and gaps; empty for a solid line. */
  readonly dash: readonly number[];
  readonly width: number;
}

/** Before adaptation: grey and dotted. After it: ever darker and more solid. */
export function strokeOf(index: number, count: number, steps: number): Stroke {
  if (steps === 0) return { colour: ink.quiet, dash: [2, 4], width: 2 };
  const last = index === count - 1;
  if (last) return { colour: 'var(--step-late)', dash: [], width: 2.75 };
  return index <= 1
    ? { colour: 'var(--step-early)', dash: [5, 4], width: 2 }
    : { colour: 'var(--step-middle)', dash: [12, 4], width: 2 };
}

/** What all panels of a picture share, so that they compare: heights from −limit to limit. */
export interface SineScale {
  readonly range: readonly [number, number];
  readonly limit: number;
}

/** Axes that hold every truth and support point; predictions that leave them by far are cut off. */
export function sineScale(panels: readonly SineCurves[]): SineScale {
  const places = panels.flatMap(({ truth }) => truth.map(([x]) => x));
  const heights = (points: readonly Point[]): number[] => points.map(([, y]) => Math.abs(y));
  const [, exact] = extentOf(panels.flatMap(({ truth, support }) => [...heights(truth), ...heights(support)]));
  const [, predicted] = extentOf(
    panels.flatMap(({ curves }) => curves.flatMap(({ points }) => heights(points))).filter(Number.isFinite),
  );
  return {
    range: extentOf(places),
    limit: 1.08 * Math.min(Math.max(exact, predicted), 1.6 * exact),
  };
}

/** One task before and after adaptation: truth, support points, and the prediction after each number of steps. */
export function sinePanel(panel: SineCurves, { range, limit }: SineScale): TopLevelSpec {
  const { truth, support, curves, label, shots } = panel;
  const rows = (points: readonly Point[]): { x: number; y: number }[] => points.map(([x, y]) => ({ x, y }));
  const line = ({ points, steps }: SineCurve, index: number): object => {
    const { colour, dash, width } = strokeOf(index, curves.length, steps);
    return {
      data: { values: rows(points) },
      mark: { type: 'line', clip: true, color: colour, strokeWidth: width, strokeDash: [...dash] },
    };
  };
  return {
    ...frame,
    description: `${label}: a sine curve learned from ${shots} points`,
    config: theme,
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: 'x',
        scale: { domain: [...range], nice: false },
        axis: { tickCount: 6 },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        title: 'y',
        scale: { domain: [-limit, limit], nice: false },
        axis: { tickCount: 6 },
      },
    },
    layer: [
      {
        data: { values: rows(truth) },
        mark: { type: 'line', color: ink.accent, strokeWidth: 5, opacity: 0.3, strokeCap: 'round' },
      },
      ...(curves.map(line) as { mark: 'line' }[]),
      {
        data: { values: rows(support) },
        mark: {
          type: 'point',
          shape: 'triangle-up',
          filled: true,
          color: ink.support,
          stroke: ink.surface,
          strokeWidth: 1,
          opacity: 1,
          size: 110,
        },
      },
    ],
  };
}
