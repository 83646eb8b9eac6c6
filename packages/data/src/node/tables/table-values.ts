import { InvalidDataError } from '@innerloop/core';
import type { Rows } from '../../tables/task-rows.js';
import { some } from '../../splits/class-split.js';
import type { TextTable } from './read-table.js';

/** How values are written. */
export interface Writing {
  readonly decimal: '.' | ',';
}

const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @throws InvalidDataError if there is no such column: it names those that there are */
export function columnAt(where: string, { path, columns }: TextTable, column: string): number {
  const at = columns.indexOf(column);
  if (at !== -1) return at;
  throw new InvalidDataError(`${where}: '${path}' has no column '${column}'. There are: ${some(columns, 30)}.`);
}

/** The rows that have a value in each of some columns. */
export function completeRows(where: string, table: TextTable, columns: readonly string[]): TextTable {
  const places = columns.map((column) => columnAt(where, table, column));
  return { ...table, rows: table.rows.filter((row) => places.every((at) => !isMissing(row[at] as string))) };
}

/** The text of a column. @throws InvalidDataError that names the first row without a value */
export function textColumn(where: string, table: TextTable, column: string): readonly string[] {
  const at = columnAt(where, table, column);
  return table.rows.map((row, index) => {
    const value = row[at] as string;
    if (isMissing(value)) throw noValue(where, table, column, index);
    return value;
  });
}

/** The numbers of some columns, row after row. @throws InvalidDataError that names the first row and column without a number */
export function numberColumns(where: string, table: TextTable, columns: readonly string[], { decimal }: Writing): Rows {
  const places = columns.map((column) => columnAt(where, table, column));
  const values = new Float64Array(table.rows.length * columns.length);
  table.rows.forEach((row, index) =>
    places.forEach((at, place) => {
      const column = columns[place] as string;
      values[index * columns.length + place] = numberOf(where, table, column, index, row[at] as string, decimal);
    }),
  );
  return { shape: [columns.length], values };
}

function numberOf(where: string, table: TextTable, column: string, row: number, text: string, decimal: string): number {
  const written = decimal === ',' ? text.replace(',', '.') : text;
  const value = number.test(written) ? Number(written) : Number.NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  if (isMissing(text)) throw noValue(where, table, column, row);
  const hint = /^[+-]?\d+,\d+$/.test(text)
    ? "For commas in numbers, pass decimal: ','."
    : 'Leave the column out of x, or write numbers.';
  throw new InvalidDataError(
    `${where}: row ${row + 1} of '${table.path}' has '${text}' in column '${column}', which is no number of float32. ${hint}`,
  );
}

const isMissing = (value: string): boolean => missing.has(value.toLowerCase());

const noValue = (where: string, { path }: TextTable, column: string, row: number): InvalidDataError =>
  new InvalidDataError(
    `${where}: row ${row + 1} of '${path}' has no value in column '${column}'. Fill it in, or leave such rows out with missing: 'skip'.`,
  );
