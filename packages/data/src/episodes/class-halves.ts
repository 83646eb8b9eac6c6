import { InvalidOptionError, seed as seedOf } from '@innerloop/core';
import type { TaskSource } from '@innerloop/core';
import type { ExampleSet } from '../examples/stored-examples.js';
import { choose } from '../random/choose.js';
import type { EpisodicSource } from './episodic-source.js';
import { sideBySide } from './side-by-side.js';

export interface ClassHalvesOptions {
  /** Which classes are in which half: another seed divides them otherwise. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * The same data with its training classes in two disjoint halves, drawn at random: the first half of each meta-batch has tasks of the one
 * (the larger where their number is odd), the second half tasks of the other (`sideBySide`). All other splits stay as they are.
 *
 * With the meta-gradient `halves` of @innerloop/outer it is the search of Auto-MAML: the architecture learns from classes that the weights
 * have never seen. Turned classes (`rotations: 'classes'`) stay in the half of the class that they are turned from.
 *
 * @throws InvalidOptionError if the source gives no tasks of classes; when its train split is opened, if a half has too few classes for a task
 * @see Lian et al. 2020, "Towards Fast Adaptation of Neural Architectures with Meta Learning", ICLR
 */
export function classHalves(source: TaskSource, { seed = 0 }: ClassHalvesOptions = {}): EpisodicSource<ExampleSet> {
  if (!('examples' in source && 'openClasses' in source)) {
    throw new InvalidOptionError(
      `classHalves: expected a source of tasks of classes, got '${source.name}', whose classes cannot be divided. Use a data set of classes, such as glyphs or images; for other tasks, sideBySide of two sources.`,
    );
  }
  const { leastWays = source.size.ways, size } = source;
  if (leastWays < size.ways) {
    throw new InvalidOptionError(
      `classHalves: expected one number of ways, got '${source.name}' with ${leastWays} to ${size.ways}. A range is drawn for each half by itself, and tasks of both stand in one batch.`,
    );
  }
  const { openClasses, ...classes } = source as Required<EpisodicSource<ExampleSet>>;
  return {
    ...classes,
    open: async (split, size) => {
      if (split !== 'train') return classes.open(split, size);
      const first = firstHalf((await classes.examples(split)).classes, seed);
      const [one, other] = await Promise.all([
        openClasses(split, { name: 'first half of its classes', has: (name) => first.has(name) }, size),
        openClasses(split, { name: 'second half of its classes', has: (name) => !first.has(name) }, size),
      ]);
      return sideBySide(one, other);
    },
  };
}

/** Names in the first half, whatever the order of the classes. */
function firstHalf(classes: readonly { readonly name: string }[], seed: number): ReadonlySet<string> {
  const names = [...new Set(classes.map(({ name }) => name))].sort();
  const chosen = choose(seedOf(seed).fold('class halves').numbers(), names.length, Math.ceil(names.length / 2));
  return new Set(chosen.map((at) => names[at] as string));
}
