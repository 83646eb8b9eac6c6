import type { Split } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import { exampleBlock } from '../arrays/example-block.js';
import type { TaskArraysOptions } from '../arrays/from-arrays.js';
import { labelNames, rowsByName } from '../arrays/label-names.js';
import { namedSplit } from '../arrays/listed-names.js';
import type { Block } from '../arrays/nested-numbers.js';
import { splitClasses } from '../splits/class-split.js';
import { rowSource } from './row-source.js';
import type { RowSource } from './row-source.js';
import type { Rows, Targets } from './task-rows.js';

const where = 'fromArrays';

/** `fromArrays` with the task of each example. */
export function taskArrays(options: TaskArraysOptions): RowSource {
  const { x, y, labels, tasks, shape, split, name = 'arrays', ...sampling } = options;
  const ids = labelNames(where, 'task', tasks);
  const inputs = exampleBlock({ where, argument: 'x', row: 'example' }, x, ids.length, shape);
  requireRows('x', inputs, ids.length);
  const targets = targetsOf({ y, labels }, ids.length);
  const byTask = rowsByName(ids);
  const known = [...byTask.keys()];
  const splits = splitClasses(where, known, namedSplit(where, 'tasks', known, split));
  const read = (wanted: Split): ReturnType<Parameters<typeof rowSource>[0]['read']> => {
    const chosen = new Set(splits[wanted]);
    const own = new Map([...byTask].filter(([task]) => chosen.has(task)));
    return Promise.resolve({ name: `${name}/${wanted}`, inputs: asRows(inputs), targets, tasks: own });
  };
  return rowSource({ name, kind: targets.kind, read }, sampling);
}

function targetsOf({ y, labels }: Pick<TaskArraysOptions, 'y' | 'labels'>, count: number): Targets {
  if ((y === undefined) === (labels === undefined)) {
    const got = y === undefined ? 'neither' : 'both';
    throw new InvalidDataError(
      `${where}: expected y (regression) or labels (classification) beside tasks, got ${got}.`,
    );
  }
  if (labels !== undefined) {
    const names = labelNames(where, 'label', labels);
    if (names.length === count) return { kind: 'classification', labels: names };
    throw new InvalidDataError(`${where}: got ${names.length} labels for ${count} examples. Pass one an example.`);
  }
  const shape = ArrayBuffer.isView(y) ? [1] : undefined;
  const block = exampleBlock({ where, argument: 'y', row: 'target' }, y, count, shape);
  requireRows('y', block, count);
  return { kind: 'regression', ...asRows(block) };
}

function requireRows(argument: string, { values, shape }: Block, count: number): void {
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (count > 0 && values.length === length * count) return;
  throw new InvalidDataError(
    `${where}: expected one row of ${argument} for each of ${count} tasks' names, got ${values.length / length} rows of shape [${shape.join(', ')}].`,
  );
}

/** Bytes stand for 0 … 1 here too. */
function asRows({ values, shape }: Block): Rows {
  return { shape, values: values instanceof Uint8Array ? Float32Array.from(values, (byte) => byte / 255) : values };
}
