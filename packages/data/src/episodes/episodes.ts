import type { Batch, Episode, EpisodeSize, Seed, TaskDistribution } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassifiedExamples, ExampleClass } from '../examples/classified-examples.js';
import { copyExample, exampleLength } from '../examples/classified-examples.js';
import type { Augmentation } from './augmentation.js';
import { episodeSize } from './episode-size.js';
import type { Rotations } from './rotations.js';
import { drawTurns, rotationClasses } from './rotations.js';
import type { PlannedRow, RowOrder } from './task-plan.js';
import { planTask } from './task-plan.js';

export interface EpisodesOptions {
  readonly examples: ClassifiedExamples;
  /** Classes a task. Default 5. */
  readonly ways?: number | undefined;
  /** Support examples a class. Default 1. */
  readonly shots?: number | undefined;
  /** Query examples a class. Default 15. */
  readonly queries?: number | undefined;
  /** Default `none`. */
  readonly rotations?: Rotations | undefined;
  /** Default `shuffled`: sequence learners need it, others do not mind. */
  readonly order?: RowOrder | undefined;
  readonly augment?: Augmentation | undefined;
}

/**
 * Samples N-way K-shot episodes: x `[T, N·K, ...shape]` float32 and one-hot y `[T, N·K, N]` as support, N·q rows as query.
 *
 * Of each task: its N classes are distinct, and every class has exactly K support and q query examples, all different. Labels are
 * 0 … N−1 by a fresh, uniformly random map from class to label. Rows are shuffled. A task depends on `seed.task(t)` alone, so a
 * batch equals its tasks one by one, and a seed always gives the same stream. Classes with fewer than K + q examples are not drawn.
 *
 * @throws InvalidOptionError if fewer than `ways` classes have `shots + queries` examples, or a number is out of range
 * @see Vinyals et al. 2016, "Matching Networks for One Shot Learning", arXiv:1606.04080
 */
export function episodes({
  examples,
  rotations = 'none',
  order = 'shuffled',
  augment,
  ...numbers
}: EpisodesOptions): TaskDistribution {
  const size = episodeSize('episodes', numbers);
  const turned = rotationClasses(examples, rotations);
  const pool: Pool = { ...turned, classes: drawable(turned, size), size, rotations, order, augment };
  return {
    name: examples.name,
    kind: 'classification',
    sample: ({ seed, tasks }) => Promise.resolve(sample(pool, seed, tasks)),
  };
}

interface Pool extends ClassifiedExamples {
  readonly size: EpisodeSize;
  readonly rotations: Rotations;
  readonly order: RowOrder;
  readonly augment: Augmentation | undefined;
}

function sample(pool: Pool, seed: Seed, tasks: number): Episode {
  const { ways, shots, queries } = pool.size;
  const support = block(pool, tasks, ways * shots);
  const query = block(pool, tasks, ways * queries);
  for (let task = 0; task < tasks; task += 1) {
    const own = seed.task(task);
    const plan = planTask(own.numbers(), pool.classes, pool.size, pool.order);
    const writers = plan.classes.map((place) => writer(pool, place, own));
    plan.support.forEach((planned, row) => fill(support, task, row, planned, writers));
    plan.query.forEach((planned, row) => fill(query, task, row, planned, writers));
  }
  return { support: batch(support), query: batch(query) };
}

/** How the examples of one class in one task are written: with its turn and its augmentation. */
type Writer = (row: number, target: Float32Array, offset: number) => void;

function writer(pool: Pool, place: number, task: Seed): Writer {
  const { turns = 0 } = pool.classes[place] as ExampleClass;
  const length = exampleLength(pool);
  const seed = task.fold('augment').fold(place);
  const turn = (turns + drawTurns(seed, pool.rotations)) % 4;
  const change = pool.augment?.(seed, pool.shape);
  return (row, target, offset) => {
    copyExample(pool, row, turn, target, offset);
    change?.(target.subarray(offset, offset + length));
  };
}

interface Block {
  readonly shape: readonly number[];
  readonly ways: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

function block(pool: Pool, tasks: number, rows: number): Block {
  const { ways } = pool.size;
  return {
    shape: [tasks, rows, ...pool.shape],
    ways,
    x: new Float32Array(tasks * rows * exampleLength(pool)),
    y: new Float32Array(tasks * rows * ways),
  };
}

function fill(
  { shape, ways, x, y }: Block,
  task: number,
  row: number,
  planned: PlannedRow,
  writers: readonly Writer[],
): void {
  const [tasks, rows] = shape as readonly [number, number];
  const place = task * rows + row;
  (writers[planned.label] as Writer)(planned.row, x, place * (x.length / (tasks * rows)));
  y[place * ways + planned.label] = 1;
}

const batch = ({ shape, ways, x, y }: Block): Batch => ({
  x: tf.tensor(x, [...shape], 'float32'),
  y: tf.tensor(y, [...shape.slice(0, 2), ways], 'float32'),
});

/** The classes with enough examples. */
function drawable(
  { name, classes }: ClassifiedExamples,
  { ways, shots, queries }: EpisodeSize,
): readonly ExampleClass[] {
  const needed = shots + queries;
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
