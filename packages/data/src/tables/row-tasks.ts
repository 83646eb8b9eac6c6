import type { EpisodeSize, SampleRequest, Episode, TaskDistribution } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { rowsByName } from '../arrays/label-names.js';
import { choose } from '../random/choose.js';
import { pickOne } from '../random/between.js';
import type { Moments } from './standardization.js';
import { writeRow } from './standardization.js';
import type { TaskRows } from './task-rows.js';
import { widthOf } from './task-rows.js';

/** Mean and deviation by which inputs and targets are standardised, where they are. */
export interface Standardization {
  readonly x?: Moments | undefined;
  readonly y?: Moments | undefined;
}

/** How the classes of a task are numbered: anew in each task, or as in the sorted list of all classes. */
export type Numbering = 'per-task' | 'fixed';

export interface RowTasksOptions {
  readonly data: TaskRows;
  readonly size: EpisodeSize;
  readonly standardization?: Standardization | undefined;
  readonly numbering?: Numbering | undefined;
}

/** A row of an episode, with the number of its class. */
interface PlannedRow {
  readonly row: number;
  readonly label: number;
}

type Plan = (next: () => number) => { readonly support: readonly PlannedRow[]; readonly query: readonly PlannedRow[] };

/**
 * Tasks that are groups of rows: of a patient, a site, a user.
 *
 * A task is one group, uniformly drawn. Regression: K support and q query rows of it, all different, `x [T, K, ...shape]`,
 * `y [T, K, ...shape]`. Classification: `ways` of its classes, and K and q rows of each, `y` one-hot. Groups with fewer rows are not drawn,
 * however many rows the others have. A task depends on `seed.task(t)` alone.
 *
 * @throws InvalidOptionError if no group has enough rows
 */
export function rowTasks(options: RowTasksOptions): TaskDistribution {
  const { data } = options;
  const plans =
    data.targets.kind === 'regression' ? regressionPlans(options) : classPlans(options, data.targets.labels);
  return {
    name: data.name,
    kind: data.targets.kind,
    sample: (request) => Promise.resolve(sample(options, plans, request)),
  };
}

function sample(options: RowTasksOptions, plans: readonly Plan[], { seed, tasks }: SampleRequest): Episode {
  const planned = Array.from({ length: tasks }, (_, task) => {
    const next = seed.task(task).numbers();
    return pickOne(next, plans)(next);
  });
  return {
    support: written(
      options,
      planned.map(({ support }) => support),
    ),
    query: written(
      options,
      planned.map(({ query }) => query),
    ),
  };
}

function written(
  { data: { inputs, targets }, size, standardization = {} }: RowTasksOptions,
  tasks: readonly (readonly PlannedRow[])[],
): Episode['support'] {
  const rows = tasks.flat();
  const lead = [tasks.length, rows.length / tasks.length];
  const [width, outputs] = [widthOf(inputs), targets.kind === 'regression' ? widthOf(targets) : size.ways];
  const x = new Float32Array(rows.length * width);
  const y = new Float32Array(rows.length * outputs);
  rows.forEach(({ row, label }, place) => {
    writeRow(inputs, row, standardization.x, x, place * width);
    if (targets.kind === 'regression') writeRow(targets, row, standardization.y, y, place * outputs);
    else y[place * outputs + label] = 1;
  });
  const shape = targets.kind === 'regression' ? targets.shape : [size.ways];
  return {
    x: tf.tensor(x, [...lead, ...inputs.shape], 'float32'),
    y: tf.tensor(y, [...lead, ...(shape.length === 0 ? [1] : shape)], 'float32'),
  };
}

function regressionPlans({ data, size: { shots, queries } }: RowTasksOptions): readonly Plan[] {
  const enough = [...data.tasks.values()].filter((rows) => rows.length >= shots + queries);
  if (enough.length === 0) throw tooFew(data, `${shots + queries} rows (shots + queries)`);
  return enough.map((rows) => (next) => {
    const drawn = choose(next, rows.length, shots + queries).map((at) => ({ row: rows[at] as number, label: 0 }));
    return { support: drawn.slice(0, shots), query: drawn.slice(shots) };
  });
}

function classPlans(
  { data, size, numbering = 'per-task' }: RowTasksOptions,
  labels: readonly string[],
): readonly Plan[] {
  const needed = size.shots + size.queries;
  const every = [...new Set([...data.tasks.values()].flat().map((row) => labels[row] as string))].sort();
  if (numbering === 'fixed' && every.length !== size.ways) {
    throw new InvalidOptionError(
      `rowTasks: numbering 'fixed' needs ways to be the number of all classes of '${data.name}', ${every.length}, got ${size.ways}.`,
    );
  }
  const plans = [...data.tasks.values()].flatMap((rows): readonly Plan[] => {
    const byLabel = rowsByName(rows.map((row) => labels[row] as string));
    const classes = every.flatMap((label) => {
      const own = (byLabel.get(label) ?? []).map((at) => rows[at] as number);
      return own.length >= needed ? [own] : [];
    });
    return classes.length >= size.ways ? [(next) => classPlan(next, classes, size, numbering)] : [];
  });
  if (plans.length === 0) throw tooFew(data, `${size.ways} classes of ${needed} rows (ways, shots + queries)`);
  return plans;
}

function classPlan(
  next: () => number,
  classes: readonly (readonly number[])[],
  { ways, shots, queries }: EpisodeSize,
  numbering: Numbering,
): ReturnType<Plan> {
  const order = numbering === 'fixed' ? classes.map((_, place) => place) : choose(next, classes.length, ways);
  const drawn = order.map((place, label) => {
    const rows = classes[place] as readonly number[];
    return choose(next, rows.length, shots + queries).map((at) => ({ row: rows[at] as number, label }));
  });
  const mixed = (rows: readonly PlannedRow[]): readonly PlannedRow[] =>
    choose(next, rows.length, rows.length).map((at) => rows[at] as PlannedRow);
  return {
    support: mixed(drawn.flatMap((rows) => rows.slice(0, shots))),
    query: mixed(drawn.flatMap((rows) => rows.slice(shots))),
  };
}

function tooFew({ name, tasks }: TaskRows, needed: string): InvalidOptionError {
  const largest = Math.max(0, ...[...tasks.values()].map((rows) => rows.length));
  return new InvalidOptionError(
    `rowTasks: none of the ${tasks.size} tasks of '${name}' has ${needed}; the largest has ${largest} rows. Lower shots or queries.`,
  );
}
