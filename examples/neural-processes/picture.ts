import type { Curve, CurvePanel, CurvePicture } from '@innerloop/evaluation/report';
import type { Course, Point, Result } from './experiment.js';
import type { Shown } from './shown.js';

const likelihood = (label: string, points: readonly Point[]): Curve => ({
  label,
  points: points.map(({ context, mean, ci95 }) => ({ x: context, y: mean, ci95 })),
});

/** One learner's belief of one curve: mean with two deviations around it, samples, the curve and what was seen of it. */
function beliefPanel({ learner, beliefs }: Course, { x, context, truth }: Shown, place: number): CurvePanel {
  const belief = beliefs[place];
  const along = (values: readonly number[] = [], deviation?: readonly number[]): Curve['points'] =>
    values.map((y, i) => ({ x: x[i] as number, y, ci95: 2 * (deviation?.[i] ?? 0) }));
  const points = (given: readonly (readonly [number, number])[]): Curve['points'] =>
    given.map(([at, y]) => ({ x: at, y }));
  return {
    title: `${learner}, ${context.length} points of context`,
    x: { title: 'x' },
    y: { title: 'y' },
    curves: [
      { label: 'mean ± 2 deviations', points: along(belief?.mean, belief?.deviation), mark: 'band' },
      ...(belief?.samples ?? []).map((sample): Curve => ({ label: 'samples', points: along(sample), mark: 'line' })),
      { label: 'the curve', points: points(truth), mark: 'line' },
      { label: 'context', points: points(context), mark: 'dots' },
    ],
  };
}

/** Likelihood against context, then what each learner believes of each curve that is shown. */
export function picture({ courses, process, shown }: Result): CurvePicture {
  const first = courses.filter(({ seed }) => seed === courses[0]?.seed);
  const likelihoods = (title: string, wanted: (context: number) => boolean): CurvePanel => ({
    title,
    x: { title: 'points of context' },
    y: { title: 'log likelihood a point' },
    curves: [...first.map((one) => likelihood(one.learner, one.points)), likelihood('the process itself', process)].map(
      (curve) => ({ ...curve, points: curve.points.filter(({ x }) => wanted(x)) }),
    ),
  });
  return {
    panels: [
      likelihoods('Held-out points, context as in training', (context) => context <= 9),
      likelihoods('Held-out points, more context', (context) => context >= 9),
      ...first.flatMap((course) => shown.map((one, i) => beliefPanel(course, one, i))),
    ],
  };
}
