import type { Curve, CurvePicture } from '@innerloop/evaluation/report';
import { mean } from './measure.js';
import type { MethodResult } from './measure.js';

const window = 10;

/** Of the last rounds at each place: single tasks differ much. */
const running = (curve: readonly number[]): readonly number[] =>
  curve.map((_, i) => mean(curve.slice(Math.max(0, i + 1 - window), i + 1)));

/** Error and regret against the round. */
export function picture(methods: readonly MethodResult[]): CurvePicture {
  const x = { title: 'round' };
  const curves = (of: (method: MethodResult) => readonly number[]): readonly Curve[] =>
    methods.map((method) => ({ label: method.label, points: of(method).map((y, i) => ({ x: i + 1, y })) }));
  return {
    panels: [
      {
        title: `Error before the updates of a round, mean of ${window} rounds`,
        x,
        y: { title: 'mean squared error', scale: 'log' },
        curves: curves(({ before }) => running(before)),
      },
      {
        title: 'Regret against the last meta-leader',
        x,
        y: { title: 'sum of errors beyond it' },
        curves: curves(({ regret }) => regret),
      },
    ],
  };
}
