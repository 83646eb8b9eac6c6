import type { EpisodeSize } from '@innerloop/core';
import type { ExampleClass } from '../examples/classified-examples.js';
import { choose } from '../random/choose.js';

/** How rows stand in an episode: class by class, or mixed. */
export type RowOrder = 'shuffled' | 'grouped';

/** One row of an episode. */
export interface PlannedRow {
  /** Row of the data block. */
  readonly row: number;
  readonly label: number;
}

/** What a task is made of, before any pixel is copied. */
export interface TaskPlan {
  /** Place in the class list of the class with each label. */
  readonly classes: readonly number[];
  readonly support: readonly PlannedRow[];
  readonly query: readonly PlannedRow[];
}

/**
 * Draws one N-way K-shot task: N distinct classes, numbered in the random order in which they were drawn (so the map from class
 * to label is a fresh, uniformly random bijection), and for each K support and q query examples without replacement.
 *
 * @param next  uniform numbers of this task's own stream
 */
export function planTask(
  next: () => number,
  classes: readonly ExampleClass[],
  size: EpisodeSize,
  order: RowOrder,
): TaskPlan {
  const { ways, shots, queries } = size;
  const chosen = choose(next, classes.length, ways);
  const drawn = chosen.map((place, label) => {
    const { rows } = classes[place] as ExampleClass;
    return choose(next, rows.length, shots + queries).map((index): PlannedRow => ({
      row: rows[index] as number,
      label,
    }));
  });
  const arrange = (rows: readonly PlannedRow[]): readonly PlannedRow[] =>
    order === 'grouped' ? rows : choose(next, rows.length, rows.length).map((index) => rows[index] as PlannedRow);
  return {
    classes: chosen,
    support: arrange(drawn.flatMap((rows) => rows.slice(0, shots))),
    query: arrange(drawn.flatMap((rows) => rows.slice(shots))),
  };
}
