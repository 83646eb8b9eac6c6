import type { Shape, Split } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { EpisodicOptions, EpisodicSource } from '../episodes/episodic-source.js';
import { episodicSource } from '../episodes/episodic-source.js';
import type { SplitFractions } from '../splits/class-split.js';
import { splitClasses } from '../splits/class-split.js';
import type { RowSource, RowSourceOptions } from '../tables/row-source.js';
import { taskArrays } from '../tables/task-arrays.js';
import { exampleBlock } from './example-block.js';
import type { LabelName } from './label-names.js';
import { labelNames, rowsByName } from './label-names.js';
import type { NameLists } from './listed-names.js';
import { namedSplit } from './listed-names.js';
import type { Block, NestedNumbers } from './nested-numbers.js';
import type { NumberBlock } from './number-block.js';

/** Examples in memory. */
export interface ExampleArrays {
  /**
   * All examples. Either one block, example after example, with `shape`, or a list of examples, each a number or lists of numbers of one
   * shape. Bytes (`Uint8Array`, `Uint8ClampedArray`) stand for 0 … 1 wherever they stand; all other numbers stand for themselves.
   */
  readonly x: NumberBlock | readonly NestedNumbers[];
  /** Shape of one example. Needed for a block; a list of as many numbers an example takes this form. */
  readonly shape?: Shape | undefined;
  /** What messages call the data. Default `arrays`. */
  readonly name?: string | undefined;
}

export interface FromArraysOptions extends ExampleArrays, EpisodicOptions {
  /** The class of each example: text or numbers, not both for one class. */
  readonly labels: ArrayLike<LabelName | bigint>;
  /** Classes of each split, named as the labels are, or fractions with a seed. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: NameLists | SplitFractions | undefined;
}

/** Rows of several tasks in memory: `y` for regression, `labels` for classification within each task. */
export interface TaskArraysOptions extends ExampleArrays, RowSourceOptions {
  /** The task of each example: text or numbers. */
  readonly tasks: ArrayLike<LabelName | bigint>;
  /** Targets of regression: numbers, or lists of numbers of one shape, one an example. */
  readonly y?: NumberBlock | readonly NestedNumbers[] | undefined;
  /** The class of each example. */
  readonly labels?: ArrayLike<LabelName | bigint> | undefined;
  /** Tasks of each split, named as in `tasks`, or fractions with a seed. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: NameLists | SplitFractions | undefined;
}

/**
 * Tasks from examples in memory.
 *
 * With `labels` alone: N-way K-shot tasks, the classes divided into splits. With `tasks`: each task is the examples of one name, regression
 * with `y`, classification with `labels`, the tasks divided into splits.
 *
 * A Float32Array or an array of bytes is used as it is, not copied. Float64 is rounded to float32; whole numbers of integer arrays beyond
 * ±2²⁴, which float32 has not, are refused.
 *
 * @throws InvalidDataError that names the first example or label that is no finite number or name, or of another shape; or if numbers differ
 * @throws InvalidOptionError if a split does not fit the classes or tasks, or a number is out of range
 */
export function fromArrays(options: FromArraysOptions & { readonly tasks?: undefined }): EpisodicSource;
export function fromArrays(options: TaskArraysOptions): RowSource;
export function fromArrays(options: FromArraysOptions | TaskArraysOptions): EpisodicSource | RowSource {
  // The type allows `tasks: undefined` beside labels alone.
  if ((options as { readonly tasks?: unknown }).tasks !== undefined) return taskArrays(options as TaskArraysOptions);
  const { x, labels, shape, split, name = 'arrays', ...sampling } = options as FromArraysOptions;
  if ('y' in sampling) throw new InvalidOptionError(`fromArrays: targets y need the task of each example. Pass tasks.`);
  const names = labelNames('fromArrays', 'label', labels);
  const block = exampleBlock({ where: 'fromArrays', argument: 'x', row: 'example' }, x, names.length, shape);
  requireExamples(block, names.length, 'label');
  const classes = [...rowsByName(names)].map(([each, rows]) => ({ name: each, rows }));
  const known = classes.map((each) => each.name);
  const splits = splitClasses('fromArrays', known, namedSplit('fromArrays', 'classes', known, split));
  const read = (wanted: Split): ReturnType<EpisodicSource['examples']> => {
    const chosen = new Set(splits[wanted]);
    return Promise.resolve({
      ...block,
      name: `${name}/${wanted}`,
      classes: classes.filter((each) => chosen.has(each.name)),
    });
  };
  return episodicSource({ name, read }, sampling);
}

/** @throws InvalidDataError unless there are as many examples as names */
export function requireExamples({ values, shape }: Block, count: number, one: string): void {
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (values.length === length * count && count > 0) return;
  throw new InvalidDataError(
    `fromArrays: expected one ${one} an example, got ${count} ${one}s and ${values.length} numbers, ` +
      `which is ${values.length / length} examples of shape [${shape.join(', ')}].`,
  );
}
