import { basename, extname } from 'node:path';
import type { EpisodicSource } from '../../episodes/episodic-source.js';
import type { StoredExamples } from '../../examples/stored-examples.js';
import type { LabelledTexts, TextTaskOptions } from '../../text/from-texts.js';
import { textSource } from '../../text/from-texts.js';
import { readTable } from '../tables/read-table.js';
import { textColumn } from '../tables/table-values.js';
import { readLines } from './read-lines.js';

export interface TextOptions extends TextTaskOptions {
  /**
   * A CSV file with a column of texts and one of their classes; or a folder or zip archive of folders with a text a line in `seq.in` and its
   * class in the same line of `label`.
   */
  readonly path: string;
  /** Columns of the table. Default `text` and `label`. */
  readonly columns?: { readonly text?: string | undefined; readonly label?: string | undefined } | undefined;
  /** Between values of the table. Default: comma, semicolon, tab or bar, whichever the first line has most of. */
  readonly delimiter?: string | undefined;
  /** Which folders of `seq.in` and `label` are read. Default train, valid and test. */
  readonly folders?: readonly string[] | undefined;
}

/**
 * N-way K-shot tasks over texts in files, as hashed bags of n-grams. All texts of a class are together, whatever sentence split the files
 * have: few-shot splits share no class. Files are read when a split is first opened.
 *
 * @throws InvalidDataError if files are missing or of another form; InvalidOptionError if an option does not fit
 */
export function text(options: TextOptions): EpisodicSource<StoredExamples> {
  const { path, folders, name = basename(path, extname(path)) } = options;
  const isTable = /\.(csv|tsv|txt)$/i.test(path);
  const read = isTable
    ? () => readColumns(options)
    : () => readLines('text', path, folders ?? ['train', 'valid', 'test']);
  return textSource('text', read, { ...options, name });
}

async function readColumns({ path, columns = {}, delimiter }: TextOptions): Promise<LabelledTexts> {
  const table = await readTable('text', path, delimiter);
  return {
    texts: textColumn('text', table, columns.text ?? 'text'),
    labels: textColumn('text', table, columns.label ?? 'label'),
  };
}

export interface Clinc150Options extends Omit<TextOptions, 'columns' | 'delimiter' | 'folders'> {
  /** The zip archive or folder of CLINC150 with `train`, `valid` and `test`, each of a `seq.in` and a `label`. */
  readonly path: string;
  /** Whether sentences of no intent are a class `oos` of their own. Default false: they are left out. */
  readonly outOfScope?: boolean | undefined;
}

/**
 * CLINC150: sentences to an assistant by intent, 150 intents of 150 sentences each. Intents are divided by fractions unless `split` lists
 * them; the data set's own split, of sentences, is not one for few-shot learning: all intents are in each of its parts.
 *
 * @throws InvalidDataError if files are missing or of another form
 * @see Larson et al. 2019, "An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction", arXiv:1909.02027
 */
export function clinc150({ outOfScope = false, ...options }: Clinc150Options): EpisodicSource<StoredExamples> {
  const own = ['train', 'valid', 'test'];
  const folders = outOfScope ? [...own, ...own.map((each) => `oos/${each}`)] : own;
  return text({ ...options, name: options.name ?? 'clinc150', folders });
}
