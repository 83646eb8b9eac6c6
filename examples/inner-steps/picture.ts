import type { CurvePanel, CurvePicture } from '@innerloop/evaluation/report';
import type { Measurement } from './measure.js';

/** What is the exact gradient up to rounding has no distance to show. */
const rounding = 1e-4;

/** Memory, time and bias of each meta-gradient against the number of inner steps, all scales logarithmic. */
export function picture(measurements: readonly Measurement[]): CurvePicture {
  const names = [...new Set(measurements.map(({ metaGradient }) => metaGradient))];
  const panel = (title: string, unit: string, valueOf: (one: Measurement) => number): CurvePanel => ({
    title,
    x: { title: 'inner steps', scale: 'log' },
    y: { title: unit, scale: 'log' },
    curves: names.map((label) => ({
      label,
      points: measurements
        .filter(({ metaGradient }) => metaGradient === label)
        .map((one) => ({ x: one.steps, y: valueOf(one) })),
    })),
  });
  return {
    panels: [
      panel('Memory', 'MB', ({ bytes }) => bytes / 1e6),
      panel('Processor time', 'ms a meta-gradient', ({ milliseconds }) => milliseconds),
      panel('Bias', 'relative distance to exact', ({ distance }) => (distance > rounding ? distance : NaN)),
    ],
  };
}
