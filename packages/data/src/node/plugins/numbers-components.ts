import type { Component, TaskSource, Tree } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { sampling } from '../../plugins/options.js';
import { features } from '../features/features.js';
import { sampler } from '../functions/sampler.js';
import { series } from '../series/series.js';
import { table } from '../tables/table.js';
import { split } from './split-option.js';
import { textComponents } from './text-components.js';

const path = z.string().min(1);
const count = z.int().positive().exactOptional();
/** One for all splits, or one for each. */
const eachSplit = z.union([
  path,
  z.strictObject({ train: path.exactOptional(), validation: path.exactOptional(), test: path.exactOptional() }),
]);

const rows = {
  shots: z.int().nonnegative().default(10).describe('support rows a task, or a class of a task'),
  queries: z.int().positive().default(10).describe('query rows likewise'),
};

/** The name of a column, or of several. */
const columnNames = z.union([path, z.array(path).min(1)]);

const csv = {
  path: path.describe('CSV file whose first line names the columns, UTF-8 or UTF-16'),
  delimiter: path.exactOptional().describe('between values; default: what the first line has most of'),
  decimal: z.enum(['.', ',']).exactOptional().describe('of numbers'),
};

/** Data that are no pictures, for configurations: features, tables, time series, tasks that a function draws. */
export const numbersComponents: Readonly<Record<string, Component<TaskSource<Tree>>>> = {
  ...textComponents,
  features: component({
    summary: 'feature vectors or other arrays with labels, NumPy files .npz or .npy',
    options: () =>
      z.object({
        path: eachSplit.describe('one file with all classes, or one for each split'),
        features: path.exactOptional().describe('name of the array of features; default features'),
        labels: eachSplit.exactOptional().describe('name of the array of labels, or a .npy file; default labels'),
        names: eachSplit.exactOptional().describe('JSON list of what labels 0, 1, 2 … are called'),
        standardize: z
          .boolean()
          .default(false)
          .describe('each feature by mean and deviation over the training classes'),
        split: split.describe('of the classes of one file'),
        holdout: z.int().nonnegative().default(0).describe('classes carved from training, to select models on'),
        holdoutSeed: z.int().default(0),
        ways: sampling.ways,
        shots: sampling.shots,
        queries: sampling.queries,
        order: sampling.order,
      }),
    create: features,
  }),
  table: component({
    summary: 'CSV table in which a column names the task; regression or classification',
    options: () =>
      z.object({
        ...csv,
        task: path.describe('column that names the task of each row'),
        x: columnNames.exactOptional().describe('columns that are seen; default all but task and y'),
        y: columnNames.describe('columns that are predicted, or the column of the class'),
        kind: z.enum(['regression', 'classification']).default('regression'),
        missing: z.enum(['refuse', 'skip']).default('refuse').describe('what to do with rows that lack a value'),
        standardize: z
          .union([z.boolean(), z.enum(['x', 'y'])])
          .default(true)
          .describe('by mean and deviation over the rows of training tasks'),
        numbering: z
          .enum(['per-task', 'fixed'])
          .exactOptional()
          .describe('of classes: anew in each task, or as sorted names'),
        split: split.describe('of the tasks'),
        ways: count.describe('classes a task, for classification; default 2'),
        ...rows,
      }),
    create: ({ x, ...options }) => table({ ...options, ...(x === undefined ? {} : { x: [x].flat() }) }),
  }),
  series: component({
    summary: 'time series in a CSV table, as tasks of earlier windows (support) and later ones (query)',
    options: () =>
      z.object({
        ...csv,
        columns: columnNames.describe('columns that are seen'),
        targets: columnNames.exactOptional().describe('those of them that are predicted; default all'),
        series: path.exactOptional().describe('column that names the series of each row; default: all rows are one'),
        time: path.exactOptional().describe('column by which rows must rise'),
        window: z.int().positive().describe('steps that are seen'),
        horizon: z.int().positive().default(1).describe('next steps that are predicted'),
        stride: z.int().positive().default(1).describe('steps from one window to the next'),
        standardize: z.union([z.enum(['train', 'support']), z.literal(false)]).default('train'),
        split: split.describe('of the series, or of the time of a single one'),
        ...rows,
      }),
    create: ({ columns, targets, ...options }) =>
      series({
        ...options,
        columns: [columns].flat(),
        ...(targets === undefined ? {} : { targets: [targets].flat() }),
      }),
  }),
  sampler: component({
    summary: 'tasks that a function of your own draws: a module that exports sample',
    options: () =>
      z.object({
        path: path.describe('JavaScript module'),
        kind: z.enum(['regression', 'classification']),
        ways: count,
        shots: z.int().nonnegative().exactOptional(),
        queries: count,
      }),
    create: sampler,
  }),
};
