import type { Shape, Split } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { EpisodicOptions, EpisodicSource } from '../episodes/episodic-source.js';
import { episodicSource } from '../episodes/episodic-source.js';
import type { ExampleClass } from '../examples/classified-examples.js';
import type { SplitFractions, SplitLists } from '../splits/class-split.js';
import { splitClasses } from '../splits/class-split.js';
import type { NestedNumbers } from './nested-numbers.js';
import { flattenNumbers } from './nested-numbers.js';

export interface FromArraysOptions extends EpisodicOptions {
  /**
   * All examples. Either one block, example after example, with `shape` (bytes stand for 0 … 1, floats for themselves), or a
   * list of examples, each a number or lists of numbers of one shape.
   */
  readonly x: Uint8Array | Float32Array | readonly NestedNumbers[];
  /** The class of each example. */
  readonly labels: readonly (string | number)[];
  /** Shape of one example. Needed for a block; a list knows it. */
  readonly shape?: Shape | undefined;
  /** Classes of each split by name, or fractions with a seed. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: SplitLists | SplitFractions | undefined;
  /** What messages call the data. Default `arrays`. */
  readonly name?: string | undefined;
}

/**
 * N-way K-shot tasks from examples in memory.
 *
 * A block of memory is used as it is, not copied.
 *
 * @throws InvalidDataError if x and labels differ in length, or examples in shape
 * @throws InvalidOptionError if a split does not fit the classes, or a number is out of range
 */
export function fromArrays({
  x,
  labels,
  shape,
  split,
  name = 'arrays',
  ...sampling
}: FromArraysOptions): EpisodicSource {
  const block = ArrayBuffer.isView(x) ? { values: x, shape: shapeOfBlock(x, labels.length, shape) } : flattenNumbers(x);
  requireExamples(block, labels.length);
  const classes = groupByLabel(labels.map(String));
  const splits = splitClasses(
    'fromArrays',
    classes.map((each) => each.name),
    split,
  );
  const read = (wanted: Split): ReturnType<EpisodicSource['examples']> => {
    const names = new Set(splits[wanted]);
    return Promise.resolve({
      ...block,
      name: `${name}/${wanted}`,
      classes: classes.filter((each) => names.has(each.name)),
    });
  };
  return episodicSource({ name, read }, sampling);
}

function shapeOfBlock(x: Uint8Array | Float32Array, count: number, shape: Shape | undefined): Shape {
  if (shape !== undefined) return shape;
  throw new InvalidDataError(
    `fromArrays: a block of ${x.length} numbers for ${count} labels needs the shape of one example. Pass shape.`,
  );
}

function requireExamples({ values, shape }: { values: Uint8Array | Float32Array; shape: Shape }, labels: number): void {
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (values.length === length * labels && labels > 0) return;
  throw new InvalidDataError(
    `fromArrays: expected one label an example, got ${labels} labels and ${values.length} numbers, ` +
      `which is ${values.length / length} examples of shape [${shape.join(', ')}].`,
  );
}

/** Classes in order of their first example. */
function groupByLabel(labels: readonly string[]): readonly ExampleClass[] {
  const rows = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const known = rows.get(label);
    if (known === undefined) rows.set(label, [row]);
    else known.push(row);
  });
  return [...rows].map(([name, found]) => ({ name, rows: found }));
}
