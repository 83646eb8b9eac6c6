import { InvalidDataError } from '@innerloop/core';
import { isTensor, told } from './told.js';

/** A class, or a task, as people name it. */
export type LabelName = string | number;

/**
 * The name of each row as text, given text or numbers.
 *
 * @param one  what a name is of: `label`, `task`
 * @throws InvalidDataError that names the first row without a name, or a number and a text that read the same
 */
export function labelNames(where: string, one: string, labels: unknown): readonly string[] {
  if (!isListOfAny(labels)) {
    const hint = isTensor(labels) ? 'Pass its numbers: await tensor.data().' : 'Pass one an example.';
    throw new InvalidDataError(`${where}: expected a list of ${one}s, got ${told(labels)}. ${hint}`);
  }
  const kinds = new Map<string, string>();
  return Array.from({ length: labels.length }, (_, row) => {
    const label = labels[row];
    if (!isName(label)) throw noName(where, one, row, label);
    const name = String(label);
    const kind = kinds.get(name) ?? typeof label;
    kinds.set(name, kind);
    if (kind === typeof label) return name;
    throw new InvalidDataError(
      `${where}: ${one} ${row} is ${told(label)}, but the same name occurs as a ${kind} before. Use numbers or text for all.`,
    );
  });
}

const isListOfAny = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isName = (label: unknown): boolean =>
  typeof label === 'boolean' ||
  (typeof label === 'string' && label !== '') ||
  (typeof label === 'number' && Number.isFinite(label)) ||
  typeof label === 'bigint';

function noName(where: string, one: string, row: number, label: unknown): InvalidDataError {
  const hint =
    Array.isArray(label) || isTensor(label) ? 'One-hot rows are made by the sampler.' : 'Leave such rows out.';
  return new InvalidDataError(
    `${where}: ${one} ${row} is ${label === '' ? 'an empty text' : told(label)}, but every ${one} must be text or a finite number. ${hint}`,
  );
}

/** Rows by name, in order of their first row. */
export function rowsByName(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  names.forEach((name, row) => {
    const known = rows.get(name);
    if (known === undefined) rows.set(name, [row]);
    else known.push(row);
  });
  return rows;
}
