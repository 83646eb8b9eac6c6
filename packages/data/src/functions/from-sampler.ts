import type { EpisodeSize, Split, TaskDistribution, TaskSource } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { NestedNumbers } from '../arrays/nested-numbers.js';
import { episodeSize } from '../episodes/episode-size.js';
import { drawTasks } from './draw-tasks.js';
import type { RandomNumbers } from './random-numbers.js';

/** An example of regression: a number or lists of numbers each, of the same shape in every example. */
export interface DrawnExample {
  readonly x: NestedNumbers;
  readonly y: NestedNumbers;
}

/** Draws one task, and gives what draws its examples. `split` tells which tasks are wanted, where splits differ. */
export type RegressionSampler = (random: RandomNumbers, split: Split) => (random: RandomNumbers) => DrawnExample;

/** Draws one task, and gives what draws an example `x` of class `label`, 0 … ways − 1. */
export type ClassificationSampler = (
  random: RandomNumbers,
  split: Split,
) => (label: number, random: RandomNumbers) => NestedNumbers;

interface SamplerSettings {
  /** Support examples a task (regression), or a class of it. Default 10, or 1 for classification. */
  readonly shots?: number | undefined;
  /** Query examples likewise. Default 10, or 15 for classification. */
  readonly queries?: number | undefined;
  /** What messages call the tasks. Default `sampler`. */
  readonly name?: string | undefined;
}

/** `kind` tells what a sampler gives. */
export type FromSamplerOptions = SamplerSettings &
  (
    | { readonly kind: 'regression'; readonly sample: RegressionSampler }
    | {
        readonly kind: 'classification';
        readonly sample: ClassificationSampler;
        /** Classes a task. Default 5. */
        readonly ways?: number | undefined;
      }
  );

/** Both a source, which `open` gives by split and size, and the distribution of its own size on the train split. */
export type SampledTasks = TaskSource & TaskDistribution;

/**
 * Tasks that your own function draws.
 *
 * ```ts
 * const lines = fromSampler({
 *   kind: 'regression',
 *   sample: (random) => {
 *     const [slope, offset] = [random.uniform(-2, 2), random.normal()];
 *     return () => {
 *       const x = random.uniform(-1, 1);
 *       return { x, y: slope * x + offset };
 *     };
 *   },
 * });
 * ```
 *
 * `sample` is called once a task, what it gives once an example: the support first, then the query. Task t has its own random numbers,
 * `seed.task(t)`, so a batch of tasks equals its tasks one by one; use no other random numbers. Examples are
 * float32 `[T, N, …shape]`, a single number having shape `[1]`; labels are one-hot `[T, N, ways]`. Bytes stand for 0 … 1.
 *
 * @throws InvalidOptionError if a size is out of range; InvalidDataError, when tasks are drawn, if an example is no finite numbers or of another
 *   shape than the first
 */
export function fromSampler(options: FromSamplerOptions): SampledTasks {
  const { kind, name = 'sampler', sample } = options;
  if (!['regression', 'classification'].includes(kind)) {
    throw new InvalidOptionError(`fromSampler: kind must be 'regression' or 'classification', got ${kind}.`);
  }
  if (typeof sample !== 'function') {
    throw new InvalidOptionError('fromSampler: sample must be a function (random) => …, which draws one task.');
  }
  const size = sizeOf(options, {});
  const drawn = drawTasks(options, name);
  const tasks = (split: Split, wanted: EpisodeSize): TaskDistribution => ({
    name: split === 'train' ? name : `${name}/${split}`,
    kind,
    sample: (request) => Promise.resolve().then(() => drawn(request, split, wanted)),
  });
  return {
    ...tasks('train', size),
    size,
    open: async (split, other = {}) => Promise.resolve(tasks(split, sizeOf(options, other))),
  };
}

function sizeOf(options: FromSamplerOptions, other: Partial<EpisodeSize>): EpisodeSize {
  const { kind, shots, queries } = options;
  const usual = kind === 'regression' ? { ways: 1, shots: 10, queries: 10 } : { ways: 5, shots: 1, queries: 15 };
  const ways = 'ways' in options ? options.ways : undefined;
  const size = episodeSize('fromSampler', { ways, shots, queries, ...other }, usual);
  if (kind === 'classification' || size.ways === 1) return size;
  throw new InvalidOptionError(`fromSampler: a regression task has ways 1, got ${size.ways}. Leave ways out.`);
}
