import { parse } from 'csv-parse/sync';

/** Rows of a table by the names of its columns. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * The rows of a CSV table with a header. What separates columns is what the header has most of: a comma, a semicolon, a tab or a bar.
 *
 * @throws Error if a row has more or fewer columns than the header, or two columns have one name
 */
export function csvRows(text: string): readonly CsvRow[] {
  const header = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  const [delimiter] = [',', ';', '\t', '|'].sort((one, other) => countOf(header, other) - countOf(header, one));
  return parse(text, { columns: distinct, trim: true, skip_empty_lines: true, delimiter: delimiter as string });
}

const countOf = (text: string, part: string): number => text.split(part).length - 1;

function distinct(header: string[]): string[] {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice === undefined) return header;
  throw new Error(`it has two columns named '${twice}'`);
}
