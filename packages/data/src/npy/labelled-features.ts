import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import { exampleBlock } from '../arrays/example-block.js';
import { labelNames } from '../arrays/label-names.js';
import type { Block } from '../arrays/nested-numbers.js';
import { isNumberBlock } from '../arrays/number-block.js';
import type { NpyArray } from './read-npy.js';

/** Examples one after another, and the class of each by name. */
export interface LabelledBlock extends Block {
  readonly labels: readonly string[];
}

/**
 * Two arrays, examples `[n, …]` and their labels `[n]`, as examples with names of classes.
 *
 * Bytes (uint8) stand for 0 … 1, truth values for 0 and 1, other numbers for themselves. Labels are text, or whole numbers: place in
 * `names` where that is given, else their digits are the name.
 *
 * @throws InvalidDataError that names the first row with something else, or tells of shapes that do not fit
 */
export function labelledFeatures(
  where: string,
  features: NpyArray,
  labels: NpyArray,
  names?: readonly string[],
): LabelledBlock {
  const [count, ...shape] = features.shape;
  if (count === undefined || count === 0 || shape.length === 0) {
    throw new InvalidDataError(
      `${where}: expected features of shape [examples, numbers], got [${features.shape.join(', ')}]. Give one row an example.`,
    );
  }
  return { ...blockOf(where, features, count, shape), labels: namesOf(where, labels, count, names) };
}

function blockOf(where: string, { values, dtype }: NpyArray, count: number, shape: Shape): Block {
  const numbers =
    values.length > 0 && typeof values[0] === 'boolean' ? Float32Array.from(values as boolean[], Number) : values;
  if (!isNumberBlock(numbers)) {
    throw new InvalidDataError(`${where}: features are text (dtype '${dtype}'). Name the array of numbers.`);
  }
  return exampleBlock({ where, argument: 'features', row: 'example' }, numbers, count, shape);
}

function namesOf(
  where: string,
  { shape, values, dtype }: NpyArray,
  count: number,
  names: readonly string[] | undefined,
): readonly string[] {
  const rows = shape.every((length, axis) => axis === 0 || length === 1) ? shape[0] : undefined;
  if (rows !== count) {
    const hint = shape.length > 1 ? ' One-hot rows become numbers with labels.argmax(1).' : '';
    throw new InvalidDataError(
      `${where}: expected one label for each of ${count} examples, shape [${count}], got [${shape.join(', ')}].${hint}`,
    );
  }
  if (values instanceof Float32Array || values instanceof Float64Array) requireWhole(where, values, dtype);
  const given = labelNames(
    where,
    'label',
    Array.from(values as ArrayLike<unknown>, (value) => (typeof value === 'boolean' ? String(value) : value)),
  );
  return names === undefined ? given : given.map((label, row) => nameAt(where, names, label, row));
}

function requireWhole(where: string, values: Float32Array | Float64Array, dtype: string): void {
  const row = values.findIndex((value) => !Number.isInteger(value));
  if (row === -1) return;
  throw new InvalidDataError(
    `${where}: label ${row} is ${values[row] as number} (dtype '${dtype}'), but labels are whole numbers or text. Name the array of labels.`,
  );
}

function nameAt(where: string, names: readonly string[], label: string, row: number): string {
  const name = /^\d+$/.test(label) ? names[Number(label)] : undefined;
  if (name !== undefined) return name;
  throw new InvalidDataError(
    `${where}: label ${row} is ${label}, but there are names for 0 … ${names.length - 1}. Give a name for each label, or leave names out.`,
  );
}
