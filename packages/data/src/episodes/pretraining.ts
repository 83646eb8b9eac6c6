import type { TaskSource } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import { rotatedClasses } from '../examples/rotated-classes.js';
import type { ExampleSet } from '../examples/stored-examples.js';
import { classBatches } from './class-batches.js';
import type { EpisodicSource } from './episodic-source.js';

export interface PretrainingOptions {
  /** Examples a batch. Default 64. */
  readonly batch?: number | undefined;
  /** Whether the four turns of each training class are classes of their own. Default false. */
  readonly rotations?: boolean | undefined;
}

/**
 * The same data for pre-training: its train split gives mini-batches of all classes at once (`classBatches`), all other splits give the
 * few-shot tasks that they gave. What `fineTune` with a classifier is trained and judged on.
 *
 * @throws InvalidOptionError if the source has no classes to show
 */
export function pretraining(
  source: TaskSource,
  { batch, rotations = false }: PretrainingOptions = {},
): EpisodicSource<ExampleSet> {
  if (!('examples' in source)) {
    throw new InvalidOptionError(
      `pretraining: '${source.name}' has no classes of examples. Use a data set of classes, such as glyphs or omniglot.`,
    );
  }
  const { openClasses: _noTasks, ...classes } = source as EpisodicSource<ExampleSet>;
  return {
    ...classes,
    open: async (split, size) => {
      if (split !== 'train') return classes.open(split, size);
      const examples = await classes.examples('train');
      return classBatches({ examples: rotations ? rotatedClasses(examples) : examples, batch });
    },
  };
}
