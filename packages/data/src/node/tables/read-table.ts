import { InvalidDataError } from '@innerloop/core';
import { parse } from 'csv-parse/sync';
import { reasonOf } from '../files/file-tree.js';
import { readText } from '../files/read-text.js';

/** A table of text: its columns by name, its rows as they stand in the file. */
export interface TextTable {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const delimiters = [',', ';', '\t', '|'];

/**
 * Reads a CSV file whose first line names the columns.
 *
 * @param delimiter  default: the one of comma, semicolon, tab and bar that the first line has most of
 * @throws InvalidDataError if the file cannot be read, is no such table, or names a column twice
 */
export async function readTable(where: string, path: string, delimiter?: string): Promise<TextTable> {
  const text = await readText(where, path);
  const [columns = [], ...rows] = parsed(where, path, text, delimiter ?? guessed(text));
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) {
    throw new InvalidDataError(`${where}: '${path}' has two columns '${twice}'. Give each column a name of its own.`);
  }
  if (rows.length > 0) return { path, columns, rows };
  throw new InvalidDataError(
    `${where}: '${path}' has no rows. Expected a first line with the columns' names, then a row a line.`,
  );
}

function parsed(where: string, path: string, text: string, delimiter: string): readonly string[][] {
  try {
    return parse(text, { delimiter, bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    throw new InvalidDataError(
      `${where}: '${path}' is no table of values separated by '${delimiter}' (${reasonOf(cause)}).`,
      {
        cause,
      },
    );
  }
}

function guessed(text: string): string {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}
