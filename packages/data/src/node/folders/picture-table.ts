import { readFile } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import { some } from '../../splits/class-split.js';
import { reasonOf } from '../files/file-tree.js';
import { decodeText } from '../files/read-text.js';
import type { CsvRow } from './csv-rows.js';
import { csvRows } from './csv-rows.js';
import type { FolderSplitName } from './split-names.js';
import { folderAround } from './group-by-folder.js';
import { splitNamed } from './split-names.js';

/** Which columns of a table say what. */
export interface TableColumns {
  /** The picture's file. Default: `filename`, `file`, `image`, `path`, `image_id` or `id`, whichever is there first. */
  readonly file?: string | undefined;
  /** The class. Default: `label`, `class`, `category`, `target` or `breed`, whichever is there first. */
  readonly label?: string | undefined;
  /** The split: `train`, `val` (`valid`, `validation`) or `test`. Default: `split` or `set`, if it is there. */
  readonly split?: string | undefined;
}

/** One row of a table of pictures. */
export interface TableRow {
  readonly file: string;
  readonly label: string;
  readonly split: FolderSplitName | undefined;
}

const usual = {
  file: ['filename', 'file', 'image', 'path', 'image_id', 'id'],
  label: ['label', 'class', 'category', 'target', 'breed'],
  split: ['split', 'set'],
} as const;

/**
 * A table of pictures and their classes: CSV with a header, UTF-8 or UTF-16, columns separated by commas, semicolons, tabs or bars.
 *
 * @throws InvalidDataError if it is unreadable, has no such columns, an empty cell in them, or a split of another name
 */
export async function readPictureTable(
  where: string,
  path: string,
  columns: TableColumns = {},
): Promise<readonly TableRow[]> {
  const rows = await readRows(where, path);
  const [first] = rows;
  if (first === undefined) throw new InvalidDataError(`${where}: the table '${path}' has no rows.`);
  const file = columnOf(where, path, first, 'file', columns);
  const label = columnOf(where, path, first, 'label', columns);
  const split =
    columns.split !== undefined || usual.split.some((name) => name in first)
      ? columnOf(where, path, first, 'split', columns)
      : undefined;
  return rows.map((row, index) => {
    const cell = (name: string): string => {
      const value = row[name];
      if (value !== undefined && value !== '') return value;
      throw new InvalidDataError(
        `${where}: row ${index + 1} of the table '${path}' has nothing in its column '${name}'.`,
      );
    };
    return {
      file: cell(file),
      label: cell(label),
      split: split === undefined ? undefined : splitIn(where, path, cell(split), split),
    };
  });
}

async function readRows(where: string, path: string): Promise<readonly CsvRow[]> {
  try {
    return csvRows(decodeText(await readFile(path)));
  } catch (cause) {
    throw new InvalidDataError(
      `${where}: the table '${path}' cannot be read (${reasonOf(cause)}). Expected CSV with a header, such as filename,label.`,
      { cause },
    );
  }
}

function columnOf(where: string, path: string, row: CsvRow, what: keyof typeof usual, columns: TableColumns): string {
  const wanted = columns[what];
  const found = wanted === undefined ? usual[what].find((name) => name in row) : wanted;
  if (found !== undefined && found in row) return found;
  const expected = wanted === undefined ? `one of ${usual[what].join(', ')}` : `'${wanted}'`;
  throw new InvalidDataError(
    `${where}: the table '${path}' has the columns ${Object.keys(row).join(', ')}, but the ${what} is expected in ${expected}. ` +
      `Name it: columns: { ${what}: … }.`,
  );
}

function splitIn(where: string, path: string, value: string, column: string): FolderSplitName {
  const found = splitNamed(value);
  if (found !== undefined) return found;
  throw new InvalidDataError(
    `${where}: the table '${path}' has '${value}' in its column '${column}', where train, val or test was expected.`,
  );
}

/**
 * Finds the files that a table names among those that there are: by path below the root or below the one folder that is around all, by the
 * file's own name where only one has it, and without the extension where only one file has that name.
 *
 * @param root  the folder's name: paths in a table may begin with it
 */
export function fileFinder(pictures: readonly string[], root: string): (name: string) => string | undefined {
  const byPath = new Set(pictures);
  const around = folderAround(pictures, 0);
  const own = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const bare = (path: string): string => path.replace(/\.[^./]+$/, '');
  const maps = [own, (path: string) => bare(path.slice(around.length)), (path: string) => bare(own(path))].map(
    (nameOf) => uniqueBy(pictures, nameOf),
  );
  return (given) => {
    const name = given.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
    const shorter = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    const path = [name, around + name, shorter, around + shorter].find((each) => byPath.has(each));
    return path ?? maps.map((map) => map.get(shorter)).find((found) => found !== undefined);
  };
}

/** Paths by a name of theirs, where it is that of one only. */
function uniqueBy(paths: readonly string[], nameOf: (path: string) => string): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const path of paths) {
    const name = nameOf(path);
    found.set(name, found.has(name) ? undefined : path);
  }
  return found;
}

/** @throws InvalidDataError that names files of a table which are not there */
export function missingFiles(where: string, path: string, missing: readonly string[], all: number): InvalidDataError {
  return new InvalidDataError(
    `${where}: ${missing.length} of ${all} files of the table '${path}' are not there: ${some(missing)}. ` +
      `Get them, or leave them out with damaged: 'skip'.`,
  );
}
