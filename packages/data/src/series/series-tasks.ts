import type { Batch, Episode, EpisodeSize, SampleRequest, TaskDistribution } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Moments } from '../tables/standardization.js';
import { momentsOf } from '../tables/standardization.js';
import type { Rows } from '../tables/task-rows.js';

/** One stretch of time in which a row is a step and a column a quantity. */
export interface Series {
  readonly name: string;
  readonly steps: Rows;
  readonly count: number;
}

/** What a window has. */
export interface Windows {
  /** Steps that are seen. */
  readonly window: number;
  /** Next steps that are predicted. */
  readonly horizon: number;
  /** Steps from one window to the next. */
  readonly stride: number;
  /** Places of the columns that are predicted among those that are seen. */
  readonly targets: readonly number[];
}

/** Where a task begins. */
interface Place {
  readonly series: Series;
  readonly start: number;
}

/** By which statistics a task is standardised: of training, of the task's own support, or none. */
export type SeriesScale = Moments | 'support' | undefined;

/** Steps that `count` windows cover, each `window + horizon` long, one every `stride`. */
export const stepsOf = ({ window, horizon, stride }: Windows, count: number): number =>
  count === 0 ? 0 : window + horizon + (count - 1) * stride;

/**
 * Tasks that are stretches of series: K windows as support, then q windows as query.
 *
 * `x [T, N, window · columns]` are the steps of a window, one after the other, `y [T, N, horizon · targets]` the next ones. The query begins where
 * the last target of the support ended: no step is in both. A task has a series, in proportion to the places where a task can begin, and
 * such a place, uniformly; it depends on `seed.task(t)` alone.
 *
 * @throws InvalidOptionError if no series has enough steps
 */
export function seriesTasks(
  name: string,
  all: readonly Series[],
  windows: Windows,
  { shots, queries }: EpisodeSize,
  scale: SeriesScale,
): TaskDistribution {
  const seen = stepsOf(windows, shots);
  const needed = seen + stepsOf(windows, queries);
  const enough = all.filter(({ count }) => count >= needed);
  if (enough.length === 0) {
    const longest = Math.max(0, ...all.map(({ count }) => count));
    throw new InvalidOptionError(
      `series: a task of ${shots} + ${queries} windows has ${needed} steps, but the longest of the ${all.length} series of '${name}' has ${longest}. Lower window, horizon, stride, shots or queries.`,
    );
  }
  const sample = ({ seed, tasks }: SampleRequest): Episode => {
    const places = Array.from({ length: tasks }, (_, task) => placeIn(enough, needed, seed.task(task).numbers()()));
    const scales = places.map(({ series, start }) => scaleOf(scale, series, start, seen));
    const part = (from: number, count: number): Batch =>
      written(
        windows,
        places.map(({ series, start }) => ({ series, start: start + from })),
        count,
        scales,
      );
    return { support: part(0, shots), query: part(seen, queries) };
  };
  return { name, kind: 'regression', sample: (request) => Promise.resolve(sample(request)) };
}

/** Where a task of so many steps begins: the place at a share, from 0 to 1, of all places in all series. */
function placeIn(all: readonly Series[], needed: number, share: number): Place {
  const places = all.map(({ count }) => count - needed + 1);
  let start = Math.floor(share * places.reduce((sum, count) => sum + count, 0));
  const at = places.findIndex((count) => {
    if (start < count) return true;
    start -= count;
    return false;
  });
  return { series: all[at] as Series, start };
}

const scaleOf = (scale: SeriesScale, { steps }: Series, start: number, seen: number): Moments | undefined =>
  scale === 'support'
    ? momentsOf(
        steps,
        Array.from({ length: seen }, (_, step) => start + step),
      )
    : scale;

function written(
  { window, horizon, stride, targets }: Windows,
  places: readonly Place[],
  count: number,
  scales: readonly (Moments | undefined)[],
): Batch {
  const columns = places[0]?.series.steps.shape[0] ?? 1;
  const [inputs, outputs] = [window * columns, horizon * targets.length];
  const x = new Float32Array(places.length * count * inputs);
  const y = new Float32Array(places.length * count * outputs);
  const every = Array.from({ length: columns }, (_, column) => column);
  let [atX, atY] = [0, 0];
  places.forEach(({ series: { steps }, start }, task) => {
    const value = (step: number, column: number): number => {
      const given = steps.values[step * columns + column] as number;
      const moments = scales[task];
      return moments === undefined
        ? given
        : (given - (moments.mean[column] as number)) / (moments.deviation[column] as number);
    };
    for (let index = 0; index < count; index += 1) {
      const begin = start + index * stride;
      for (let step = begin; step < begin + window; step += 1)
        for (const column of every) x[atX++] = value(step, column);
      const end = begin + window + horizon;
      for (let step = begin + window; step < end; step += 1)
        for (const column of targets) y[atY++] = value(step, column);
    }
  });
  return {
    x: tf.tensor(x, [places.length, count, inputs], 'float32'),
    y: tf.tensor(y, [places.length, count, outputs], 'float32'),
  };
}
