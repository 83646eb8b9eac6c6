import type { EpisodeSize, ImageForm, Split, TaskDistribution, TaskSource } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { ClassifiedExamples } from '../examples/classified-examples.js';
import type { ExampleSet } from '../examples/stored-examples.js';
import { largestSize, sizeRanges } from './episode-size.js';
import type { EpisodesOptions } from './episodes.js';
import { episodes } from './episodes.js';

/** How a source samples: the options of `episodes` without the examples. `augment` is for the train split alone. */
export type EpisodicOptions = Omit<EpisodesOptions, 'examples'>;

/** A source of N-way K-shot tasks that also shows its examples. */
export interface EpisodicSource<Examples extends ExampleSet = ClassifiedExamples> extends TaskSource {
  /** The examples of a split, rotated copies not counted; read once. */
  examples(split: Split): Promise<Examples>;
  /** Tasks of the chosen classes of a split alone, sampled as those of `open`; absent where a split gives no tasks of its classes. */
  openClasses?(split: Split, choice: ClassChoice, size?: Partial<EpisodeSize>): Promise<TaskDistribution>;
}

/** Some classes of a split. */
export interface ClassChoice {
  /** Errors name the tasks by it. */
  readonly name: string;
  readonly has: (className: string) => boolean;
}

/** What a source reads. */
export interface EpisodicData<Examples extends ExampleSet = ClassifiedExamples> {
  readonly name: string;
  /** Present where examples are pictures with values from 0 to 1. */
  readonly images?: ImageForm;
  /** The examples of one split; a failure is not remembered. */
  read(split: Split): Promise<Examples>;
}

/**
 * Makes classified examples, read split by split when first asked for, a source of N-way K-shot tasks.
 *
 * Where ways or shots are ranges, `size` has the most of each. Rotations belong to the tasks, so they apply to every split; `augment` enlarges the train split only.
 *
 * @throws InvalidOptionError if a number is out of range
 */
export function episodicSource<Examples extends ExampleSet = ClassifiedExamples>(
  data: EpisodicData<Examples>,
  { augment, rotations, order, ways, shots, queries }: EpisodicOptions = {},
): EpisodicSource<Examples> {
  const { name, images } = data;
  const numbers = { ways, shots, queries };
  const ranges = sizeRanges(name, numbers);
  const [leastWays, mostWays] = ranges.ways;
  const known = new Map<Split, Promise<Examples>>();
  const examples = (split: Split): Promise<Examples> => {
    const reading = known.get(split) ?? data.read(split);
    known.set(split, reading);
    reading.catch(() => known.delete(split));
    return reading;
  };
  const opened = (split: Split, of: ExampleSet, other: Partial<EpisodeSize> = {}): TaskDistribution => {
    const augmented = { augment: split === 'train' ? augment : undefined };
    return episodes({ ...numbers, ...other, ...augmented, examples: of, rotations, order });
  };
  const present = async (split: Split): Promise<ExampleSet> => requireClasses(name, split, await examples(split));
  return {
    name,
    kind: 'classification',
    size: largestSize(ranges),
    ...(leastWays < mostWays && { leastWays }),
    ...(images && { images }),
    examples,
    open: async (split, other) => opened(split, await present(split), other),
    openClasses: async (split, choice, other) => {
      const all = await present(split);
      const classes = all.classes.filter((one) => choice.has(one.name));
      return opened(split, { ...all, name: `${all.name}, ${choice.name}`, classes }, other);
    },
  };
}

function requireClasses(name: string, split: Split, examples: ExampleSet): ExampleSet {
  if (examples.classes.length > 0) return examples;
  throw new InvalidDataError(`${name}: the split '${split}' has no classes. ${hint(split)}`);
}

const hint = (split: Split): string =>
  split === 'holdout'
    ? 'Ask the data set to carve some from training (its option holdout).'
    : 'Name its classes in the data set’s split.';
