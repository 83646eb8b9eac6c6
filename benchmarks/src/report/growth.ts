import type { Measurement } from '../driver/record.js';
import { endingExponentOf, exponentOf } from '../statistics/exponent.js';
import type { Point } from '../statistics/exponent.js';
import { median } from '../statistics/spread.js';
import { labelOf } from './rows.js';
import { table } from './table.js';

export type Quantity = 'time' | 'memory';

/** How one contender's time or memory grows along an axis. */
export type Series = {
  readonly axis: string;
  readonly contender: string;
  readonly label: string;
  readonly quantity: Quantity;
  readonly points: readonly Point[];
};

const valueOf = ({ milliseconds, peakBytes }: Measurement, quantity: Quantity): number =>
  quantity === 'time' ? median(milliseconds) : peakBytes / 1e6;

/** The series in measurements of `growth/AXIS/SIZE`: axis by axis, contender by contender, time and memory. */
export function seriesOf(measurements: readonly Measurement[]): readonly Series[] {
  const found = new Map<string, Series & { points: Point[] }>();
  for (const measurement of measurements) {
    const [family, axis, size] = measurement.workload.split('/');
    if (family !== 'growth' || axis === undefined) continue;
    for (const quantity of ['time', 'memory'] as const) {
      const { contender } = measurement;
      const key = `${axis} ${contender} ${quantity}`;
      const series = found.get(key) ?? { axis, contender, label: labelOf(contender), quantity, points: [] };
      series.points.push({ x: Number(size), y: valueOf(measurement, quantity) });
      found.set(key, series);
    }
  }
  return [...found.values()];
}

const power = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–');

/** Of all sizes, and of the last three in brackets. */
export const exponents = ({ points }: Series): string =>
  `${power(exponentOf(points))} (${power(endingExponentOf(points))})`;

/** The markdown of growth: a picture and a table of exponents an axis; empty without series. */
export function growthSection(series: readonly Series[], pictureOf: (axis: string) => string): string {
  const axes = [...new Set(series.map(({ axis }) => axis))];
  if (axes.length === 0) return '';
  const sections = axes.map((axis) => {
    const along = series.filter((one) => one.axis === axis);
    const rows = [...new Set(along.map(({ contender }) => contender))].map((contender) => {
      const of = (quantity: Quantity): string => {
        const one = along.find((each) => each.contender === contender && each.quantity === quantity);
        return one === undefined ? '–' : exponents(one);
      };
      return [labelOf(contender), of('time'), of('memory')];
    });
    return `### By ${axis}\n\n![Time and memory by ${axis}](${pictureOf(axis)})\n\n${table(['contender', 'time', 'memory'], rows)}\n`;
  });
  return [
    '## Growth',
    'Exponents p of `c · n^p`, fitted to all sizes and, in brackets, to the last three.',
    ...sections,
  ].join('\n\n');
}
