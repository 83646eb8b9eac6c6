import type { Curve, CurvePicture } from '@innerloop/evaluation/report';
import type { Course } from './experiment.js';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean over the seeds, with the widest interval of one. */
function curveOf(label: string, courses: readonly Course[]): Curve {
  const own = courses.filter(({ contender }) => contender === label);
  const shots = own[0]?.points.map((point) => point.shots) ?? [];
  const points = shots.map((x, at) => {
    const found = own.flatMap(({ points: all }) => all.slice(at, at + 1));
    return { x, y: 100 * mean(found.map((one) => one.mean)), ci95: 100 * Math.max(...found.map((one) => one.ci95)) };
  });
  return { label, points };
}

/** A line a contender, shots on a logarithmic axis. */
export function picture(courses: readonly Course[]): CurvePicture {
  const labels = [...new Set(courses.map(({ contender }) => contender))];
  return {
    panels: [
      {
        title: '5 new characters',
        x: { title: 'examples a class', scale: 'log' },
        y: { title: 'accuracy, %' },
        curves: labels.map((label) => curveOf(label, courses)),
      },
    ],
  };
}
