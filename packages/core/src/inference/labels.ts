import { InvalidDataError } from '../errors.js';

/** A class as people name it. */
export type Label = string | number;

/** The classes of a task, in the order in which they are numbered, and each example's number. */
export interface LabelIndex {
  readonly classes: readonly Label[];
  readonly indices: Int32Array;
}

const byName = (left: Label, right: Label): number =>
  typeof left === 'number' && typeof right === 'number'
    ? left - right
    : String(left).localeCompare(String(right), 'en');

function expectLabel(label: unknown, row: number): void {
  if (typeof label === 'string' || (typeof label === 'number' && !Number.isNaN(label))) return;
  if (typeof label === 'object' && label !== null && 'length' in label) {
    throw new InvalidDataError(
      `adapt: labels[${row}] is a list of ${String(label.length)}: labels are names or numbers of classes, one an example, not one-hot rows. ` +
        'Pass labels: rows.map((row) => row.indexOf(1)).',
    );
  }
  throw new InvalidDataError(
    `adapt: labels[${row}] is ${String(label)}, which names no class. Pass a word or a number for each example.`,
  );
}

/** Labels as a list. @throws InvalidDataError if they are none, a tensor for instance */
export function listOfLabels(labels: unknown): readonly Label[] {
  const list: unknown = ArrayBuffer.isView(labels) && 'length' in labels ? Array.from(labels as Int32Array) : labels;
  if (!Array.isArray(list)) {
    throw new InvalidDataError(
      'adapt: labels must be a list of words or numbers, one an example. Of a tensor of class numbers pass Array.from(labels.dataSync()), ' +
        'of a one-hot one Array.from(tf.argMax(labels, -1).dataSync()).',
    );
  }
  list.forEach(expectLabel);
  return list as readonly Label[];
}

/**
 * Numbers the distinct labels 0 … ways − 1 in sorted order, so that the numbering does not depend on the order of the examples.
 *
 * @throws InvalidDataError if there is only one class
 */
export function indexLabels(labels: readonly Label[]): LabelIndex {
  const classes = [...new Set(labels)].sort(byName);
  if (classes.length < 2) {
    throw new InvalidDataError(
      `adapt: labels name ${classes.length} class, but a classifier needs at least 2. Pass examples of every class.`,
    );
  }
  const numbers = new Map(classes.map((label, index) => [label, index]));
  return { classes, indices: Int32Array.from(labels, (label) => numbers.get(label) as number) };
}
