import type { EpisodeSize, Split, TaskKind, TaskSource } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import { episodeSize } from '../episodes/episode-size.js';
import type { Numbering, Standardization } from './row-tasks.js';
import { rowTasks } from './row-tasks.js';
import { momentsOf } from './standardization.js';
import type { TaskRows } from './task-rows.js';

export interface RowSourceOptions {
  /** Classes a task, for classification. Default 2. */
  readonly ways?: number | undefined;
  /** Support rows a task, or a class of a task. Default 10. */
  readonly shots?: number | undefined;
  /** Query rows a task, or a class of a task. Default 10. */
  readonly queries?: number | undefined;
  /**
   * By mean and deviation over the rows of all training tasks: inputs and, in regression, targets (`true`), one of them, or none. No row
   * of another split is looked at.
   */
  readonly standardize?: boolean | 'x' | 'y' | undefined;
  /** Of the classes of a task. Default `per-task`. */
  readonly numbering?: Numbering | undefined;
}

/** A source whose tasks are groups of rows. */
export interface RowSource extends TaskSource {
  /** The tasks of a split by name. */
  tasks(split: Split): Promise<readonly string[]>;
  /** What inputs and targets are standardised by: `value = standardised · deviation + mean`. */
  standardization(): Promise<Standardization>;
}

/** What a row source reads. */
export interface RowData {
  readonly name: string;
  readonly kind: TaskKind & ('regression' | 'classification');
  /** The rows of one split; a failure is not remembered. */
  read(split: Split): Promise<TaskRows>;
}

/**
 * Makes rows of several tasks, read split by split, a source of tasks.
 *
 * @throws InvalidOptionError if a number is out of range
 */
export function rowSource({ name, kind, read }: RowData, options: RowSourceOptions): RowSource {
  const { standardize = false, numbering, ...numbers } = options;
  const size = rowsSize(name, kind, numbers);
  const known = new Map<Split, Promise<TaskRows>>();
  const rows = (split: Split): Promise<TaskRows> => {
    const reading = known.get(split) ?? read(split);
    known.set(split, reading);
    reading.catch(() => known.delete(split));
    return reading;
  };
  const standardization = async (): Promise<Standardization> =>
    standardize === false ? {} : standardizationOf(await rows('train'), standardize);
  return {
    name,
    kind,
    size,
    standardization,
    tasks: async (split) => [...(await rows(split)).tasks.keys()],
    open: async (split, other = {}) => {
      const sized = rowsSize(name, kind, { ...size, ...other });
      const data = requireTasks(name, split, await rows(split));
      return rowTasks({ data, size: sized, numbering, standardization: await standardization() });
    },
  };
}

function rowsSize(name: string, kind: RowData['kind'], given: Parameters<typeof episodeSize>[1]): EpisodeSize {
  const ways = kind === 'regression' ? 1 : 2;
  const size = episodeSize(name, given, { ways, shots: 10, queries: 10 });
  if (kind === 'classification' || size.ways === 1) return size;
  throw new InvalidOptionError(`${name}: a regression task has ways 1, got ${size.ways}. Leave ways out.`);
}

function standardizationOf(train: TaskRows, which: true | 'x' | 'y'): Standardization {
  const rows = [...train.tasks.values()].flat();
  if (rows.length === 0) {
    throw new InvalidDataError(
      `${train.name}: the train split has no rows to standardise by. Give it tasks, or set standardize to false.`,
    );
  }
  const { inputs, targets } = train;
  return {
    ...(which !== 'y' && { x: momentsOf(inputs, rows) }),
    ...(which !== 'x' && targets.kind === 'regression' && { y: momentsOf(targets, rows) }),
  };
}

function requireTasks(name: string, split: Split, data: TaskRows): TaskRows {
  if (data.tasks.size > 0) return data;
  throw new InvalidDataError(`${name}: the split '${split}' has no tasks. Name them in the data’s split.`);
}
