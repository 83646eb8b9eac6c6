import type { Batch, Episode, Seed, TaskDistribution } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { copyExample, exampleLength } from '../examples/classified-examples.js';
import type { ExampleRows, ExampleSet } from '../examples/stored-examples.js';
import { rowsAtHand } from '../examples/stored-examples.js';
import { choose } from '../random/choose.js';

export interface ClassBatchesOptions {
  readonly examples: ExampleSet;
  /** Examples a batch. Default 64. */
  readonly batch?: number | undefined;
}

/** One example: its row of the block, its class, and how it is turned. */
interface Labelled {
  readonly row: number;
  readonly label: number;
  readonly turns: number;
}

/**
 * Ordinary mini-batches over all classes of a data set at once, for pre-training: x `[T, batch, ...shape]` float32 and one-hot y
 * `[T, batch, classes]`, class c of the data set always being label c.
 *
 * A "task" is a batch: different examples, uniformly drawn, in its query; its support is one more example, since there is nothing to adapt
 * to. It depends on `seed.task(t)` alone, as the tasks of `episodes` do.
 *
 * @throws InvalidOptionError if `batch` is no positive integer, or leaves no example for the support
 */
export function classBatches({ examples, batch = 64 }: ClassBatchesOptions): TaskDistribution {
  const all = examples.classes.flatMap(({ rows, turns = 0 }, label) =>
    rows.map((row): Labelled => ({ row, label, turns })),
  );
  if (!Number.isInteger(batch) || batch < 1 || batch >= all.length) {
    throw new InvalidOptionError(
      `classBatches: batch must be a positive integer below the ${all.length} examples of '${examples.name}', got ${batch}.`,
    );
  }
  return {
    name: `${examples.name} (all ${examples.classes.length} classes)`,
    kind: 'classification',
    sample: ({ seed, tasks }) => sample(examples, all, batch, seed, tasks),
  };
}

async function sample(
  examples: ExampleSet,
  all: readonly Labelled[],
  batch: number,
  seed: Seed,
  tasks: number,
): Promise<Episode> {
  const drawn = Array.from({ length: tasks }, (_, task) =>
    choose(seed.task(task).numbers(), all.length, batch + 1).map((at) => all[at] as Labelled),
  );
  const classes = examples.classes.length;
  const atHand = await rowsAtHand(examples, () => drawn.flat().map(({ row }) => row));
  const part = (from: number, to?: number): Batch =>
    written(
      atHand,
      classes,
      drawn.map((rows) => rows.slice(from, to)),
    );
  return { support: part(batch), query: part(0, batch) };
}

function written(examples: ExampleRows, classes: number, tasks: readonly (readonly Labelled[])[]): Batch {
  const rows = tasks.flat();
  const length = exampleLength(examples);
  const x = new Float32Array(rows.length * length);
  const y = new Float32Array(rows.length * classes);
  rows.forEach(({ row, label, turns }, place) => {
    copyExample(examples, row, turns, x, place * length);
    y[place * classes + label] = 1;
  });
  const lead = [tasks.length, rows.length / tasks.length];
  return { x: tf.tensor(x, [...lead, ...examples.shape]), y: tf.tensor(y, [...lead, classes]) };
}
