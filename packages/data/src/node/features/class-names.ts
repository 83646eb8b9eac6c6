import { InvalidDataError } from '@innerloop/core';
import { z } from 'zod';
import { reasonOf } from '../files/file-tree.js';
import { readText } from '../files/read-text.js';

const Names = z.array(z.string().min(1)).nonempty();

/**
 * What labels 0, 1, 2 … are called: a JSON file of a list of text, or a text file with a name a line.
 *
 * @throws InvalidDataError if the file cannot be read, is no such list, or has a name twice
 */
export async function classNames(where: string, path: string): Promise<readonly string[]> {
  const text = await readText(where, path);
  const names = /\.json$/i.test(path) ? inJson(where, path, text) : text.split(/\r?\n/).filter((line) => line !== '');
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw new InvalidDataError(`${where}: '${path}' has the name '${twice}' twice. Each label needs a name of its own.`);
}

function inJson(where: string, path: string, text: string): readonly string[] {
  try {
    return Names.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'it is no list of text' : reasonOf(cause);
    throw new InvalidDataError(
      `${where}: names cannot be read from '${path}' (${reason}). Expected ["cat", "dog"]: the name of label 0, of label 1, ….`,
      { cause },
    );
  }
}
