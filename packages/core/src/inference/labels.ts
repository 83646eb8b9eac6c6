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
