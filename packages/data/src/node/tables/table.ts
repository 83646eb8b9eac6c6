import { basename, extname } from 'node:path';
import type { Split } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import { rowsByName } from '../../arrays/label-names.js';
import type { NameLists } from '../../arrays/listed-names.js';
import { namedSplit } from '../../arrays/listed-names.js';
import type { SplitFractions } from '../../splits/class-split.js';
import { splitClasses } from '../../splits/class-split.js';
import type { RowSource, RowSourceOptions } from '../../tables/row-source.js';
import { rowSource } from '../../tables/row-source.js';
import type { TaskRows } from '../../tables/task-rows.js';
import { readTable } from './read-table.js';
import type { TextTable } from './read-table.js';
import { completeRows, numberColumns, textColumn } from './table-values.js';

export interface TableOptions extends RowSourceOptions {
  /** A CSV file whose first line names the columns; UTF-8 or UTF-16. */
  readonly path: string;
  /** The column that names the task of each row: a patient, a site, a user. */
  readonly task: string;
  /** Columns of numbers that are seen. Default: all but those of task and y. */
  readonly x?: readonly string[] | undefined;
  /** Columns of numbers that are predicted, or, for classification, the column of the class. */
  readonly y: string | readonly string[];
  /** Default `regression`. */
  readonly kind?: 'regression' | 'classification' | undefined;
  /** Between values. Default: comma, semicolon, tab or bar, whichever the first line has most of. */
  readonly delimiter?: string | undefined;
  /** Of numbers. Default `.`. */
  readonly decimal?: '.' | ',' | undefined;
  /** What to do with rows that lack a value: an error that names the first, or leave them out. Default `refuse`. */
  readonly missing?: 'refuse' | 'skip' | undefined;
  /** Tasks of each split, or fractions. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: NameLists | SplitFractions | undefined;
  /** Default true: inputs and, in regression, targets. */
  readonly standardize?: RowSourceOptions['standardize'];
  /** What messages call the data. Default: the name of the file. */
  readonly name?: string | undefined;
}

const where = 'table';

/**
 * Tasks from a table in which a column names the task: regression with one output or several, or classification.
 *
 * Each task is in one split. Numbers are standardised by the rows of the training tasks alone; loss and errors of regression are then in
 * standard deviations of the targets, and `standardization()` of the source has the numbers to go back by. The file is read when a split
 * is first opened.
 *
 * @throws InvalidDataError if the file cannot be read, or a value is missing or no number: it names row and column
 * @throws InvalidOptionError if an option does not fit
 */
export function table(options: TableOptions): RowSource {
  const { path, split, kind = 'regression', standardize = true, name = basename(path, extname(path)) } = options;
  const targets = typeof options.y === 'string' ? [options.y] : options.y;
  if (targets.length === 0 || (kind === 'classification' && targets.length > 1)) {
    const expected = kind === 'classification' ? 'one column, that of the class' : 'at least one column';
    throw new InvalidOptionError(`table: y must be ${expected}, got [${targets.join(', ')}].`);
  }
  let reading: Promise<TaskRows> | undefined;
  const all = (): Promise<TaskRows> => {
    reading ??= readRows({ ...options, kind, name, y: targets });
    reading.catch(() => (reading = undefined));
    return reading;
  };
  const read = async (wanted: Split): Promise<TaskRows> => {
    const rows = await all();
    const known = [...rows.tasks.keys()];
    const chosen = new Set(splitClasses(where, known, namedSplit(where, 'tasks', known, split))[wanted]);
    const tasks = new Map([...rows.tasks].filter(([task]) => chosen.has(task)));
    return { ...rows, name: `${name}/${wanted}`, tasks };
  };
  return rowSource({ name, kind, read }, { ...options, standardize });
}

interface Wanted extends TableOptions {
  readonly name: string;
  readonly kind: 'regression' | 'classification';
  readonly y: readonly string[];
}

async function readRows({
  path,
  task,
  y,
  kind,
  delimiter,
  decimal = '.',
  missing,
  name,
  ...options
}: Wanted): Promise<TaskRows> {
  const whole = await readTable(where, path, delimiter);
  const x = options.x ?? whole.columns.filter((column) => column !== task && !y.includes(column));
  requireApart(x, y, task);
  const used: TextTable = missing === 'skip' ? completeRows(where, whole, [task, ...x, ...y]) : whole;
  const tasks = rowsByName(textColumn(where, used, task));
  return {
    name,
    inputs: numberColumns(where, used, x, { decimal }),
    targets:
      kind === 'regression'
        ? { kind, ...numberColumns(where, used, y, { decimal }) }
        : { kind, labels: textColumn(where, used, y[0] as string) },
    tasks,
  };
}

/** What is predicted must not be among what is seen. */
function requireApart(x: readonly string[], y: readonly string[], task: string): void {
  if (x.length === 0) throw new InvalidOptionError('table: there is no column for x. Name at least one.');
  const both = [...x, ...y].find((column, at, all) => column === task || all.indexOf(column) !== at);
  if (both === undefined) return;
  throw new InvalidOptionError(`table: column '${both}' has two uses among task, x and y. Give it one.`);
}
