import type { Curve, CurvePicture } from '@innerloop/evaluation/report';
import type { Course, PartResult } from './experiment.js';
import type { Point } from './measure.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The points of a course that the picture shows: after the number of steps that the learner is known by. */
const shownPoints = ({ shifts, shown }: Course, name: string): readonly Point[] =>
  shifts.find((shift) => shift.name === name)?.points.filter(({ steps }) => steps === shown) ?? [];

/** The scale of the targets at an amount: errors of curves are shown relative to that of predicting zero. */
const scaleAt = ({ zero }: PartResult, name: string, amount: number): number =>
  zero.find((shift) => shift.name === name)?.points.find((point) => point.amount === amount)?.mean ?? 1;

/** Errors so many times that of predicting zero are of steps that diverge on some task: the file has them, the picture does not. */
const offScale = 100;

/** The mean over the seeds, with the widest interval of one; an amount at which a seed diverged has no point. */
function curveOf(result: PartResult, label: string, name: string): Curve {
  const courses = result.courses.filter(({ learner }) => learner === label);
  const amounts = [...new Set(courses.flatMap((course) => shownPoints(course, name).map(({ amount }) => amount)))];
  const points = amounts.flatMap((amount) => {
    const found = courses.flatMap((course) => shownPoints(course, name).filter((point) => point.amount === amount));
    if (found.length < courses.length) return [];
    const factor = (result.metric === 'accuracy' ? 100 : 1) / scaleAt(result, name, amount);
    const y = factor * mean(found.map((point) => point.mean));
    if (result.metric !== 'accuracy' && y > offScale) return [];
    return [{ x: amount, y, ci95: factor * Math.max(...found.map((point) => point.ci95)) }];
  });
  return { label, points };
}

/** A panel a shift, a line a learner. */
export function picture(result: PartResult): CurvePicture {
  const labels = [...new Set(result.courses.map(({ learner }) => learner))];
  const y =
    result.metric === 'accuracy'
      ? { title: 'accuracy, %' }
      : { title: 'error / error of predicting 0', scale: 'log' as const };
  return {
    panels: result.shifts.map(({ name, title }) => ({
      title: name,
      x: { title },
      y,
      curves: labels.map((label) => curveOf(result, label, name)),
    })),
  };
}
