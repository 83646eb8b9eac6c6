import { readFile } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import { z } from 'zod';
import { reasonOf } from '../files/file-tree.js';
import { decodeText } from '../files/read-text.js';
import { csvRows } from './csv-rows.js';

/** Names of classes, or the path of a CSV, JSON or TXT file with them. */
export type ClassList = string | readonly string[];

const Names = z.array(z.union([z.string(), z.array(z.string()).nonempty()]));

/**
 * The classes of a list, each once.
 *
 * JSON: `["cat", "dog"]`, or pairs of a group and a class as CIFAR-FS has them: `[["fish", "shark"]]`. CSV: the column `label` (or `class`) of
 * a table with a header, as miniImageNet has it. TXT: one name a line. All in UTF-8 or UTF-16.
 *
 * @throws InvalidDataError if the file is unreadable or of another form
 */
export async function readClassList(where: string, list: ClassList): Promise<readonly string[]> {
  const names = typeof list === 'string' ? await readListFile(where, list) : list;
  const unique = [...new Set(names)];
  if (unique.length > 0) return unique;
  throw new InvalidDataError(`${where}: the class list ${typeof list === 'string' ? `'${list}' ` : ''}is empty.`);
}

async function readListFile(where: string, path: string): Promise<readonly string[]> {
  try {
    const text = decodeText(await readFile(path));
    if (/\.txt$/i.test(path))
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    return /\.json$/i.test(path) ? namesInJson(text) : labelsInCsv(text);
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'it is not a list of names' : reasonOf(cause);
    throw new InvalidDataError(
      `${where}: the class list '${path}' cannot be read (${reason}). Expected JSON such as ["cat", "dog"], a CSV table with a column 'label', or a .txt file with one name a line.`,
      { cause },
    );
  }
}

const namesInJson = (text: string): readonly string[] =>
  Names.parse(JSON.parse(text)).map((name) => (typeof name === 'string' ? name : (name.at(-1) as string)));

function labelsInCsv(text: string): readonly string[] {
  return csvRows(text).map((row) => {
    const label = row['label'] ?? row['class'];
    if (label === undefined)
      throw new Error(`it has the columns ${Object.keys(row).join(', ')}, and none is named 'label'`);
    return label;
  });
}
