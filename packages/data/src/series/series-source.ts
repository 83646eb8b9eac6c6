import type { EpisodeSize, Split, TaskSource } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { NameLists } from '../arrays/listed-names.js';
import { namedSplit } from '../arrays/listed-names.js';
import { episodeSize } from '../episodes/episode-size.js';
import type { SplitFractions } from '../splits/class-split.js';
import { splitClasses, splitNames } from '../splits/class-split.js';
import type { Moments } from '../tables/standardization.js';
import { momentsOf } from '../tables/standardization.js';
import type { Series, SeriesScale } from './series-tasks.js';
import { seriesTasks } from './series-tasks.js';

export interface SeriesSettings {
  /** Steps that are seen. */
  readonly window: number;
  /** Next steps that are predicted. Default 1. */
  readonly horizon?: number | undefined;
  /** Steps from one window to the next. Default 1. */
  readonly stride?: number | undefined;
  /** Support windows a task. Default 10. */
  readonly shots?: number | undefined;
  /** Query windows a task, all after the support. Default 10. */
  readonly queries?: number | undefined;
  /** Each column by mean and deviation of all training steps (`train`), or of the steps of the task's own support. Default `train`. */
  readonly standardize?: 'train' | 'support' | false | undefined;
  /**
   * Series of each split, or fractions. One series is cut by time: fractions are then its first, next and last part.
   * Default 0.64 train, 0.16 validation, 0.2 test.
   */
  readonly split?: NameLists | SplitFractions | undefined;
}

/** What a series source reads. */
export interface SeriesData {
  readonly name: string;
  /** All series, and the places of the columns that are predicted. */
  read(): Promise<{ readonly series: readonly Series[]; readonly targets: readonly number[] }>;
}

/** A source whose tasks are stretches of time series. */
export interface SeriesSource extends TaskSource {
  /** What columns are standardised by, where that is the training steps. */
  standardization(): Promise<Moments | undefined>;
}

/**
 * Makes time series a source of tasks.
 *
 * @throws InvalidOptionError if a number is out of range
 */
export function seriesSource({ name, read }: SeriesData, settings: SeriesSettings): SeriesSource {
  const { window, horizon = 1, stride = 1, standardize = 'train', split } = settings;
  for (const [option, value] of Object.entries({ window, horizon, stride })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new InvalidOptionError(`series: ${option} must be a positive whole number of steps, got ${value}.`);
  }
  const size = oneWay(settings);
  const of = async (wanted: Split): Promise<readonly Series[]> => divided((await read()).series, split, wanted);
  const standardization = async (): Promise<Moments | undefined> =>
    standardize === 'train' ? overall(name, await of('train')) : undefined;
  return {
    name,
    kind: 'regression',
    size,
    standardization,
    open: async (wanted, other = {}) => {
      const { targets } = await read();
      const scale: SeriesScale = standardize === 'support' ? 'support' : await standardization();
      const own = await of(wanted);
      if (own.length === 0)
        throw new InvalidDataError(`${name}: the split '${wanted}' has no series. Name them in split.`);
      const sized = oneWay({ ...size, ...other });
      if (scale === 'support' && sized.shots === 0) {
        throw new InvalidOptionError(
          "series: a task without support has nothing to standardise by. Use standardize: 'train'.",
        );
      }
      return seriesTasks(`${name}/${wanted}`, own, { window, horizon, stride, targets }, sized, scale);
    },
  };
}

function oneWay(given: { readonly [K in keyof EpisodeSize]?: number | undefined }): EpisodeSize {
  const size = episodeSize(
    'series',
    { shots: given.shots, queries: given.queries, ways: given.ways },
    { ways: 1, shots: 10, queries: 10 },
  );
  if (size.ways === 1) return size;
  throw new InvalidOptionError(`series: a task has ways 1, got ${size.ways}. Leave ways out.`);
}

/** The series of a split; of a single one, its part. */
function divided(all: readonly Series[], split: SeriesSettings['split'], wanted: Split): readonly Series[] {
  const names = all.map((series) => series.name);
  const given = namedSplit('series', 'series', names, split);
  const [only] = all;
  const lists = given !== undefined && splitNames.some((name) => Array.isArray(given[name]));
  if (all.length === 1 && only !== undefined && !lists)
    return partOf(only, given as SplitFractions | undefined, wanted);
  const chosen = new Set(splitClasses('series', names, given)[wanted]);
  return all.filter((series) => chosen.has(series.name));
}

/** Earlier steps train, later ones validate and test: nothing of the future is in training. */
function partOf(series: Series, fractions: SplitFractions | undefined, wanted: Split): readonly Series[] {
  const places = Array.from({ length: 1000 }, (_, part) => String(part).padStart(3, '0'));
  splitClasses('series', places, fractions);
  const {
    train = 0,
    holdout = 0,
    validation = 0,
    test = 0,
  } = fractions ?? { train: 0.64, validation: 0.16, test: 0.2 };
  const parts = [train, holdout, validation, test];
  const at = splitNames.indexOf(wanted);
  const edge = (count: number): number =>
    Math.round(series.count * parts.slice(0, count).reduce((sum, part) => sum + part, 0));
  const [from, to] = [edge(at), edge(at + 1)];
  const width = series.steps.shape[0] as number;
  const values = series.steps.values.subarray(from * width, to * width);
  return to > from ? [{ name: series.name, count: to - from, steps: { ...series.steps, values } }] : [];
}

function overall(name: string, train: readonly Series[]): Moments {
  if (train.length === 0) {
    throw new InvalidDataError(
      `${name}: the train split has no steps to standardise by. Give it series, or standardize: 'support'.`,
    );
  }
  const { shape } = (train[0] as Series).steps;
  const values = Float64Array.from(train.flatMap(({ steps }) => [...steps.values]));
  return momentsOf(
    { shape, values },
    Array.from({ length: values.length / (shape[0] as number) }, (_, row) => row),
  );
}
