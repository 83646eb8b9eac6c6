import type { Split } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { LabelName } from '../arrays/label-names.js';
import { labelNames, rowsByName } from '../arrays/label-names.js';
import type { NameLists } from '../arrays/listed-names.js';
import { namedSplit } from '../arrays/listed-names.js';
import type { EpisodicOptions, EpisodicSource } from '../episodes/episodic-source.js';
import { episodicSource } from '../episodes/episodic-source.js';
import type { StoredExamples } from '../examples/stored-examples.js';
import type { Holdout } from '../splits/carve.js';
import { carveHoldout } from '../splits/carve.js';
import type { SplitFractions } from '../splits/class-split.js';
import { splitClasses } from '../splits/class-split.js';
import type { HashedTextOptions } from './hashed-text.js';
import { hashedText } from './hashed-text.js';

/** How texts become tasks. */
export interface TextTaskOptions extends HashedTextOptions, Holdout, Omit<EpisodicOptions, 'rotations' | 'augment'> {
  /** Classes of each split, named as the labels are, or fractions with a seed. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: NameLists | SplitFractions | undefined;
  /** What messages call the data. */
  readonly name?: string | undefined;
}

/** Texts and the class of each. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly labels: ArrayLike<LabelName>;
}

export type FromTextsOptions = TextTaskOptions & LabelledTexts;

/**
 * N-way K-shot tasks over texts with labels: sentences by intent, reviews by product. Classes are divided into splits; texts become vectors
 * `[dimensions]` by `hashedText` when an episode draws them, so memory holds the texts alone.
 *
 * ```ts
 * fromTexts({ texts: ['play some jazz', 'will it rain'], labels: ['music', 'weather'], dimensions: 512, ways: 2, shots: 1, queries: 1 });
 * ```
 *
 * @throws InvalidDataError if there are not as many labels as texts; InvalidOptionError if an option does not fit
 */
export function fromTexts({ texts, labels, ...options }: FromTextsOptions): EpisodicSource<StoredExamples> {
  const { name = 'texts' } = options;
  return textSource('fromTexts', () => Promise.resolve({ texts, labels }), { ...options, name });
}

/** Tasks over texts that are read when a split is first opened. */
export function textSource(
  where: string,
  read: () => Promise<LabelledTexts>,
  options: TextTaskOptions & { readonly name: string },
): EpisodicSource<StoredExamples> {
  const { name, split } = options;
  const vectors = hashedText(options);
  let reading: Promise<LabelledTexts> | undefined;
  const all = (): Promise<LabelledTexts> => {
    reading ??= read();
    reading.catch(() => (reading = undefined));
    return reading;
  };
  const examples = async (wanted: Split): Promise<StoredExamples> => {
    const { texts, labels } = await all();
    const classes = rowsByName(labelNames(where, 'label', labels));
    requirePairs(where, texts, labels);
    const known = [...classes.keys()];
    const splits = carveHoldout(where, splitClasses(where, known, namedSplit(where, 'classes', known, split)), options);
    const chosen = new Set(splits[wanted]);
    return {
      name: `${name}/${wanted}`,
      shape: [vectors.dimensions],
      classes: [...classes].filter(([each]) => chosen.has(each)).map(([each, rows]) => ({ name: each, rows })),
      files: texts,
      read: (rows) => Promise.resolve(vectors.encode(rows.map((row) => texts[row] as string))),
    };
  };
  return episodicSource({ name, read: examples }, options);
}

function requirePairs(where: string, texts: readonly string[], labels: ArrayLike<LabelName>): void {
  if (texts.length === labels.length && texts.length > 0) return;
  throw new InvalidDataError(
    `${where}: expected a label for each text, got ${texts.length} texts and ${labels.length} labels. Give as many of one as of the other.`,
  );
}
