import type { TopLevelSpec } from 'vega-lite';
import { outline, sampled, scaleOf, smooth } from './series.js';
import type { Measurement } from './series.js';
import { frame, iterationAxis } from './frame.js';
import { ink, theme } from './theme.js';

/** The training loss: every measurement faintly, their running mean above it. */
export function lossCurve(losses: readonly Measurement[], label: string): TopLevelSpec {
  const mean = sampled(smooth(losses));
  const y = {
    field: 'value',
    type: 'quantitative',
    title: label,
    scale: { type: scaleOf(mean), zero: false, nice: true },
  } as const;
  return {
    ...frame,
    description: `${label} by iteration`,
    config: theme,
    encoding: { x: iterationAxis, y },
    layer: [
      {
        data: { values: [...outline(losses)] },
        mark: { type: 'line', color: ink.quiet, opacity: 0.35, strokeWidth: 1 },
      },
      { data: { values: [...mean] }, mark: { type: 'line', color: ink.accent, strokeWidth: 2.25 } },
    ],
  };
}
