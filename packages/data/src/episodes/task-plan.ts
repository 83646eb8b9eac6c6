import type { ExampleClass } from '../examples/classified-examples.js';
import { between } from '../random/between.js';
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

/** The size of one task: shots of a class are between two numbers. */
export interface TaskSize {
  readonly ways: number;
  readonly shots: readonly [least: number, most: number];
  readonly queries: number;
}

/** Support examples of a task, all classes together: the middle of the range for each. */
export const supportTotal = ({ ways, shots: [least, most] }: TaskSize): number =>
  Math.round((ways * (least + most)) / 2);

/**
 * Draws one N-way K-shot task: N distinct classes, numbered in the random order in which they were drawn (so the map from class
 * to label is a fresh, uniformly random bijection), and for each K support and q query examples without replacement.
 *
 * @param next  uniform numbers of this task's own stream
 */
export function planTask(
  next: () => number,
  classes: readonly ExampleClass[],
  size: TaskSize,
  order: RowOrder,
): TaskPlan {
  const chosen = choose(next, classes.length, size.ways);
  const shots = drawShots(next, size);
  const drawn = chosen.map((place, label) => {
    const { rows } = classes[place] as ExampleClass;
    const count = (shots[label] as number) + size.queries;
    return choose(next, rows.length, count).map((index): PlannedRow => ({ row: rows[index] as number, label }));
  });
  const arrange = (rows: readonly PlannedRow[]): readonly PlannedRow[] =>
    order === 'grouped' ? rows : choose(next, rows.length, rows.length).map((index) => rows[index] as PlannedRow);
  return {
    classes: chosen,
    support: arrange(drawn.flatMap((rows, label) => rows.slice(0, shots[label]))),
    query: arrange(drawn.flatMap((rows, label) => rows.slice(shots[label]))),
  };
}

/**
 * Shots of each class: uniform on the range, then one more or one less for classes drawn at random, until their sum is that of the task.
 * Equal numbers take nothing from the stream.
 */
function drawShots(next: () => number, size: TaskSize): readonly number[] {
  const { ways, shots } = size;
  const [least, most] = shots;
  if (least === most) return Array.from({ length: ways }, () => least);
  const drawn = Array.from({ length: ways }, () => Math.floor(between(next, least, most + 1)));
  let missing = supportTotal(size) - drawn.reduce((sum, count) => sum + count, 0);
  while (missing !== 0) {
    const label = Math.floor(next() * ways);
    const [count, step] = [(drawn[label] as number) + Math.sign(missing), Math.sign(missing)];
    if (count < least || count > most) continue;
    drawn[label] = count;
    missing -= step;
  }
  return drawn;
}
