import type { TopLevelSpec } from 'vega-lite';
import type { Calibration } from '../calibration/calibration.js';
import { ink, theme } from './theme.js';

/** Accuracy by confidence: a bar a bin, its gap to what was promised, and the line on which both are equal. */
export function reliabilityDiagram({ bins, ece, count }: Calibration): TopLevelSpec {
  const filled = bins.flatMap(({ from, to, accuracy, confidence }) =>
    accuracy === undefined || confidence === undefined ? [] : [{ from, to, accuracy, confidence }],
  );
  const percent = (field: string, title: string): object => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: [0, 1], nice: false },
    axis: { format: '.0%', tickCount: 5 },
  });
  const across = { x: percent('from', 'confidence'), x2: { field: 'to' } };
  return {
    width: 300,
    height: 270,
    autosize: { type: 'fit', contains: 'padding' },
    description: `accuracy by confidence of ${count} predictions, expected calibration error ${(100 * ece).toFixed(1)} %`,
    config: theme,
    data: { values: filled },
    layer: [
      {
        mark: { type: 'rect', color: ink.accent, opacity: 0.75, stroke: ink.surface },
        encoding: { ...across, y: percent('accuracy', 'accuracy'), y2: { datum: 0 } },
      },
      {
        mark: { type: 'rule', color: ink.support, strokeWidth: 3 },
        encoding: { ...across, y: percent('confidence', 'accuracy') },
      },
      {
        data: {
          values: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
        mark: { type: 'line', color: ink.quiet, strokeDash: [4, 4], strokeWidth: 1.5 },
        encoding: { x: percent('x', 'confidence'), y: percent('y', 'accuracy') },
      },
    ],
  };
}
