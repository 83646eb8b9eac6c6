import type { Component, TaskSource, Tree } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { sampling } from '../../plugins/options.js';
import { clinc150, text } from '../text/text.js';
import { split } from './split-option.js';

const path = z.string().min(1);

/** How texts become vectors and tasks. */
const texts = {
  ngrams: z
    .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
    .default([1, 2])
    .describe('words in a row that are a feature, [least, most]'),
  units: z.enum(['words', 'characters']).default('words'),
  dimensions: z.int().positive().default(1024).describe('entries of a vector, into which n-grams are hashed'),
  lowerCase: z.boolean().default(true),
  normalize: z.boolean().default(true).describe('vectors of length 1'),
  split: split.describe('of the classes'),
  holdout: z.int().nonnegative().default(0).describe('classes carved from training, to select models on'),
  holdoutSeed: z.int().default(0),
  ways: sampling.ways,
  shots: sampling.shots,
  queries: sampling.queries,
  order: sampling.order,
};

/** Texts with labels, for configurations. */
export const textComponents: Readonly<Record<string, Component<TaskSource<Tree>>>> = {
  text: component({
    summary: 'your own texts with labels, as hashed bags of n-grams: a CSV table, or lines in folders',
    options: () =>
      z.object({
        path: path.describe('CSV file; or a folder or zip archive of FOLDER/seq.in and FOLDER/label, a text a line'),
        columns: z
          .strictObject({ text: path.exactOptional(), label: path.exactOptional() })
          .exactOptional()
          .describe('of the table: text and label by default'),
        delimiter: path.exactOptional().describe('between values; default: what the first line has most of'),
        folders: z.array(path).min(1).exactOptional().describe('folders of lines; default train, valid and test'),
        ...texts,
      }),
    create: text,
  }),
  clinc150: component({
    summary: 'CLINC150: sentences by intent, 150 intents of 150 sentences (Larson et al. 2019)',
    options: () =>
      z.object({
        path: path.describe('zip archive or folder with train, valid and test'),
        outOfScope: z.boolean().default(false).describe('sentences of no intent are a class of their own'),
        ...texts,
      }),
    create: clinc150,
  }),
};
