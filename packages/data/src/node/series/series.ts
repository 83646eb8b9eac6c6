import { basename, extname } from 'node:path';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import { rowsByName } from '../../arrays/label-names.js';
import type { SeriesData, SeriesSettings, SeriesSource } from '../../series/series-source.js';
import { seriesSource } from '../../series/series-source.js';
import type { Series } from '../../series/series-tasks.js';
import type { Rows } from '../../tables/task-rows.js';
import type { TextTable } from '../tables/read-table.js';
import { readTable } from '../tables/read-table.js';
import { numberColumns, textColumn } from '../tables/table-values.js';

export interface SeriesOptions extends SeriesSettings {
  /** A CSV file whose first line names the columns, a step a row, in the order of time. */
  readonly path: string;
  /** Columns of numbers that are seen. */
  readonly columns: readonly string[];
  /** Those of them that are predicted. Default all. */
  readonly targets?: readonly string[] | undefined;
  /** The column that names the series of each row. Default: all rows are one series. */
  readonly series?: string | undefined;
  /** A column of numbers or dates by which rows must rise within each series. Default: the order is not looked at. */
  readonly time?: string | undefined;
  /** Between values. Default: comma, semicolon, tab or bar, whichever the first line has most of. */
  readonly delimiter?: string | undefined;
  /** Of numbers. Default `.`. */
  readonly decimal?: '.' | ',' | undefined;
  /** What messages call the data. Default: the name of the file. */
  readonly name?: string | undefined;
}

const where = 'series';

/**
 * Tasks from time series in a table: see `fromSeries`. The file is read when a split is first opened.
 *
 * @throws InvalidDataError if the file cannot be read, or a value is missing or no number: it names row and column
 * @throws InvalidOptionError if an option does not fit
 */
export function series(options: SeriesOptions): SeriesSource {
  const { path, columns, targets = columns, name = basename(path, extname(path)) } = options;
  const unknown = targets.find((target) => !columns.includes(target));
  if (columns.length === 0 || targets.length === 0 || unknown !== undefined) {
    const got = unknown === undefined ? 'none' : `the target '${unknown}', which is not among the columns`;
    throw new InvalidOptionError(`series: expected columns, and targets among them, got ${got}.`);
  }
  let reading: Promise<readonly Series[]> | undefined;
  const read: SeriesData['read'] = async () => {
    reading ??= readSeries(options);
    reading.catch(() => (reading = undefined));
    return { series: await reading, targets: targets.map((target) => columns.indexOf(target)) };
  };
  return seriesSource({ name, read }, options);
}

async function readSeries(options: SeriesOptions): Promise<readonly Series[]> {
  const { path, columns, series: column, time, delimiter, decimal = '.' } = options;
  const table = await readTable(where, path, delimiter);
  const numbers = numberColumns(where, table, columns, { decimal });
  const names = column === undefined ? table.rows.map(() => path) : textColumn(where, table, column);
  const groups = [...rowsByName(names)];
  if (time !== undefined) {
    const moments = textColumn(where, table, time).map((text, row) => momentOf(table, time, text, row));
    for (const [name, rows] of groups) requireRising(table, time, name, rows, moments);
  }
  return groups.map(([name, rows]) => ({ name, count: rows.length, steps: chosen(numbers, rows) }));
}

function chosen({ shape, values }: Rows, rows: readonly number[]): Rows {
  const width = shape[0] as number;
  const own = new Float64Array(rows.length * width);
  rows.forEach((row, place) => own.set(values.subarray(row * width, (row + 1) * width), place * width));
  return { shape, values: own };
}

function momentOf({ path }: TextTable, column: string, text: string, row: number): number {
  const number = Number(text);
  const moment = Number.isNaN(number) ? Date.parse(text) : number;
  if (Number.isFinite(moment)) return moment;
  throw new InvalidDataError(
    `series: row ${row + 1} of '${path}' has '${text}' in column '${column}', which is no number and no date such as 2026-12-01.`,
  );
}

function requireRising(
  { path }: TextTable,
  column: string,
  name: string,
  rows: readonly number[],
  at: readonly number[],
): void {
  const back = rows.findIndex(
    (row, place) => place > 0 && !((at[row] as number) > (at[rows[place - 1] as number] as number)),
  );
  if (back === -1) return;
  throw new InvalidDataError(
    `series: row ${(rows[back] as number) + 1} of '${path}' is not after the one before it in '${name}' (column '${column}'). Sort the rows by time, one a moment.`,
  );
}
