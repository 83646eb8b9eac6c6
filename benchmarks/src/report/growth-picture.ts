import type { CurvePanel, CurvePicture } from '@innerloop/evaluation/report';
import type { Quantity, Series } from './growth.js';

/** Time and memory of all contenders along one axis, all scales logarithmic, so that a power law is a straight line. */
export function growthPicture(series: readonly Series[], axisTitle: string): CurvePicture {
  const panel = (title: string, unit: string, quantity: Quantity): CurvePanel => ({
    title,
    x: { title: axisTitle, scale: 'log' },
    y: { title: unit, scale: 'log' },
    curves: series.filter((one) => one.quantity === quantity),
  });
  return { panels: [panel('Time', 'ms a step', 'time'), panel('Memory', 'MB', 'memory')] };
}
