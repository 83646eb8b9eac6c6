import type { Batch, Episode, Seed } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ExampleClass } from '../examples/classified-examples.js';
import { copyExample, exampleLength } from '../examples/classified-examples.js';
import type { ExampleRows } from '../examples/stored-examples.js';
import type { Augmentation } from './augmentation.js';
import { changesOf } from './augmentation.js';
import type { Rotations } from './rotations.js';
import { drawTurns } from './rotations.js';
import type { PlannedRow, TaskPlan } from './task-plan.js';

/** Planned tasks, with all that their examples are written from. */
export interface PlannedEpisode {
  readonly rows: ExampleRows;
  readonly classes: readonly ExampleClass[];
  readonly plans: readonly TaskPlan[];
  readonly seed: Seed;
  readonly rotations: Rotations;
  readonly augmentations: readonly Augmentation[];
}

/** Writes planned tasks, which have equally many rows, into tensors. */
export function writeEpisode(episode: PlannedEpisode): Episode {
  const { plans, seed } = episode;
  const ways = plans[0]?.classes.length ?? 0;
  const [support, query] = (['support', 'query'] as const).map((part) =>
    block(episode.rows, plans.length, plans[0]?.[part].length ?? 0, ways),
  ) as [Block, Block];
  plans.forEach((plan, task) => {
    const write = writerOf(episode, plan, seed.task(task));
    plan.support.forEach((planned, row) => fill(support, task, row, planned, write));
    plan.query.forEach((planned, row) => fill(query, task, row, planned, write));
  });
  return { support: batch(support), query: batch(query) };
}

/** Writes one example of a task, with the turn of its class and its augmentations. */
type Write = (planned: PlannedRow, target: Float32Array, offset: number) => void;

function writerOf({ rows, classes, rotations, augmentations }: PlannedEpisode, plan: TaskPlan, task: Seed): Write {
  const length = exampleLength(rows);
  const changes = changesOf(augmentations, task, rows.shape);
  const turns = plan.classes.map((place) => {
    const { turns: already = 0 } = classes[place] as ExampleClass;
    return rotations === 'none' ? already : (already + drawTurns(task.fold('augment').fold(place), rotations)) % 4;
  });
  return ({ row, label }, target, offset) => {
    copyExample(rows, row, turns[label] as number, target, offset);
    for (const change of changes(plan.classes[label] as number, row)) change(target.subarray(offset, offset + length));
  };
}

interface Block {
  readonly shape: readonly number[];
  readonly ways: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

function block(examples: ExampleRows, tasks: number, rows: number, ways: number): Block {
  return {
    shape: [tasks, rows, ...examples.shape],
    ways,
    x: new Float32Array(tasks * rows * exampleLength(examples)),
    y: new Float32Array(tasks * rows * ways),
  };
}

function fill({ shape, ways, x, y }: Block, task: number, row: number, planned: PlannedRow, write: Write): void {
  const [tasks, rows] = shape as readonly [number, number];
  const place = task * rows + row;
  write(planned, x, place * (x.length / (tasks * rows)));
  y[place * ways + planned.label] = 1;
}

const batch = ({ shape, ways, x, y }: Block): Batch => ({
  x: tf.tensor(x, [...shape], 'float32'),
  y: tf.tensor(y, [...shape.slice(0, 2), ways], 'float32'),
});
