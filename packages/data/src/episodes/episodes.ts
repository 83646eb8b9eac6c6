import type { Episode, EpisodeNames, Seed, TaskDistribution } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { ExampleClass } from '../examples/classified-examples.js';
import type { ExampleSet } from '../examples/stored-examples.js';
import { rowsAtHand } from '../examples/stored-examples.js';
import { between } from '../random/between.js';
import type { Augmentation } from './augmentation.js';
import { namesOfTask } from './episode-names.js';
import type { SizeOptions, SizeRanges } from './episode-size.js';
import { sizeRanges } from './episode-size.js';
import { writeEpisode } from './episode-writer.js';
import type { Rotations } from './rotations.js';
import { rotationClasses } from './rotations.js';
import type { RowOrder, TaskPlan } from './task-plan.js';
import { planTask } from './task-plan.js';

export interface EpisodesOptions extends SizeOptions {
  /** In memory, or read as they are asked for. */
  readonly examples: ExampleSet;
  /** Default `none`. */
  readonly rotations?: Rotations | undefined;
  /** Default `shuffled`: sequence learners need it, others do not mind. */
  readonly order?: RowOrder | undefined;
  /** One, or several that follow one another. */
  readonly augment?: Augmentation | readonly Augmentation[] | undefined;
}

/**
 * Samples N-way K-shot episodes: x `[T, N·K, ...shape]` float32 and one-hot y `[T, N·K, N]` as support, N·q rows as query.
 *
 * Of each task: its N classes are distinct, and every class has exactly K support and q query examples, all different. Labels are
 * 0 … N−1 by a fresh, uniformly random map from class to label. Rows are shuffled. A task depends on `seed.task(t)` alone, so a
 * batch equals its tasks one by one, and a seed always gives the same stream. Classes with fewer than K + q examples are not drawn.
 *
 * With `shots: [least, most]` the classes of a task have different numbers of support examples and the task as many as in the middle; that
 * too depends on the task's seed alone. With `ways: [least, most]` the tasks of a batch have one number of classes, uniform on the
 * range and drawn from the seed of its first task: tensors of other tasks could not stand beside them. It is for learners without weights for
 * each class, such as `prototypical`.
 *
 * `names` tells which classes and which examples made a task, without making it again.
 *
 * @throws InvalidOptionError if fewer than `ways` classes have `shots + queries` examples, or a number is out of range
 * @see Vinyals et al. 2016, "Matching Networks for One Shot Learning", arXiv:1606.04080; Triantafillou et al. 2020, "Meta-Dataset",
 * arXiv:1903.03096, for tasks of unequal ways and shots
 */
export function episodes(options: EpisodesOptions): TaskDistribution {
  const { rotations = 'none', order = 'shuffled', augment = [], ...numbers } = options;
  const size = sizeRanges('episodes', numbers);
  const examples = rotationClasses(options.examples, rotations);
  const classes = drawable(examples, size);
  const augmentations = typeof augment === 'object' && 'length' in augment ? augment : [augment];
  const plansOf = (seed: Seed, tasks: number): readonly TaskPlan[] => {
    const drawn = { ...size, ways: drawWays(seed, size.ways) };
    return Array.from({ length: tasks }, (_, task) => planTask(seed.task(task).numbers(), classes, drawn, order));
  };
  const sample = async (seed: Seed, tasks: number): Promise<Episode> => {
    const plans = plansOf(seed, tasks);
    const rows = await rowsAtHand(examples, () => rowsOf(plans));
    return writeEpisode({ rows, classes, plans, seed, rotations, augmentations });
  };
  return {
    name: examples.name,
    kind: 'classification',
    sample: ({ seed, tasks }) => sample(seed, tasks),
    names: ({ seed, tasks }): readonly EpisodeNames[] =>
      plansOf(seed, tasks).map((plan) => namesOfTask(plan, classes, examples.files)),
  };
}

const rowsOf = (plans: readonly TaskPlan[]): readonly number[] =>
  plans.flatMap(({ support, query }) => [...support, ...query].map(({ row }) => row));

/** Classes of the tasks of one batch. */
const drawWays = (seed: Seed, [least, most]: readonly [number, number]): number =>
  least === most ? least : Math.floor(between(seed.task(0).fold('ways').numbers(), least, most + 1));

/** The classes with enough examples. */
function drawable({ name, classes }: ExampleSet, size: SizeRanges): readonly ExampleClass[] {
  const [ways, shots] = [size.ways[1], size.shots[1]];
  const needed = shots + size.queries;
  const enough = classes.filter(({ rows }) => rows.length >= needed);
  if (enough.length >= ways) return enough;
  const small = classes.filter(({ rows }) => rows.length < needed);
  const named = small.slice(0, 5).map((each) => `'${each.name}' has ${each.rows.length}`);
  const rest = small.length > named.length ? ` and ${small.length - named.length} more have too few` : '';
  throw new InvalidOptionError(
    `episodes: '${name}' has ${enough.length} classes with at least ${needed} examples, but ways is ${ways}. ` +
      `Lower ways, or shots + queries.${named.length > 0 ? ` (${named.join(', ')}${rest}.)` : ''}`,
  );
}
