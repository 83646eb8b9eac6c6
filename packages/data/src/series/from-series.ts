import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { NestedNumbers } from '../arrays/nested-numbers.js';
import { flattenNumbers } from '../arrays/nested-numbers.js';
import { told } from '../arrays/told.js';
import type { SeriesSettings, SeriesSource } from './series-source.js';
import { seriesSource } from './series-source.js';
import type { Series } from './series-tasks.js';

export interface FromSeriesOptions extends SeriesSettings {
  /** Series by name: step after step, a number each, or a list of one number a column. */
  readonly series: Readonly<Record<string, readonly NestedNumbers[]>>;
  /** Places of the columns that are predicted. Default all. */
  readonly targets?: readonly number[] | undefined;
  /** What messages call the data. Default `series`. */
  readonly name?: string | undefined;
}

/**
 * Tasks from time series in memory: a task is a stretch of one series, its first windows are the support, the windows after them the query.
 *
 * `x [T, N, window · columns]`, `y [T, N, horizon · targets]`. No step of the query is in the support. Several series are divided into splits by
 * name; a single one is cut by time, so that what is tested is later than what was trained on.
 *
 * @throws InvalidDataError that names the first step that is no finite numbers, or has another number of columns
 * @throws InvalidOptionError if a number is out of range
 */
export function fromSeries({ series, targets, name = 'series', ...settings }: FromSeriesOptions): SeriesSource {
  const all = Object.entries(series).map(([each, steps]) => seriesOf(each, steps));
  const columns = all[0]?.steps.shape[0];
  const odd = all.find(({ steps }) => steps.shape[0] !== columns);
  if (columns === undefined || odd !== undefined) {
    const got =
      odd === undefined ? 'none' : `${odd.steps.shape[0] ?? 0} in '${odd.name}' and ${columns ?? 0} in others`;
    throw new InvalidDataError(`fromSeries: expected series of as many columns each, got ${got}.`);
  }
  const wanted = targets ?? Array.from({ length: columns }, (_, column) => column);
  if (wanted.length === 0 || wanted.some((at) => !Number.isInteger(at) || at < 0 || at >= columns)) {
    throw new InvalidOptionError(
      `fromSeries: targets must be places of columns, 0 … ${columns - 1}, got [${wanted.join(', ')}].`,
    );
  }
  return seriesSource({ name, read: () => Promise.resolve({ series: all, targets: wanted }) }, settings);
}

function seriesOf(name: string, steps: unknown): Series {
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new InvalidDataError(`fromSeries: expected '${name}' as a list of steps, got ${told(steps)}.`);
  }
  const { values, shape } = flattenNumbers(`fromSeries: '${name}'`, steps, 'step');
  if (shape.length > 1) {
    throw new InvalidDataError(
      `fromSeries: a step of '${name}' is [${shape.join(', ')}]. Give a list of one number a column.`,
    );
  }
  const numbers = values instanceof Uint8Array ? Float32Array.from(values, (byte) => byte / 255) : values;
  return { name, count: steps.length, steps: { shape: [shape[0] ?? 1], values: numbers } };
}
