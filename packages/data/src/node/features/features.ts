import { basename } from 'node:path';
import type { Split } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import { rowsByName } from '../../arrays/label-names.js';
import type { NameLists } from '../../arrays/listed-names.js';
import { namedSplit } from '../../arrays/listed-names.js';
import type { EpisodicOptions, EpisodicSource } from '../../episodes/episodic-source.js';
import { episodicSource } from '../../episodes/episodic-source.js';
import type { ClassifiedExamples } from '../../examples/classified-examples.js';
import type { Holdout } from '../../splits/carve.js';
import { carveHoldout } from '../../splits/carve.js';
import type { ClassSplit, SplitFractions } from '../../splits/class-split.js';
import { splitClasses } from '../../splits/class-split.js';
import type { FeatureSplits } from './feature-splits.js';
import { featureSplits, requireApart } from './feature-splits.js';
import { standardized } from './standardized-features.js';

export interface FeaturesOptions extends Omit<EpisodicOptions, 'rotations'>, Holdout, FeatureSplits {
  /** Where one file has all classes: the classes of each split, or fractions. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: NameLists | SplitFractions | undefined;
  /** By mean and deviation of each feature over the examples of the training classes alone. Default false. */
  readonly standardize?: boolean | undefined;
  /** What messages call the data. Default: the name of the file. */
  readonly name?: string | undefined;
}

/**
 * N-way K-shot tasks over feature vectors, or any arrays, in NumPy files.
 *
 * One file for all classes, which are divided into splits, or a file for each split. Files are read when a split is first opened. Bytes
 * (uint8) stand for 0 … 1, all other numbers for themselves.
 *
 * @throws InvalidDataError if files are missing, damaged or hold something else; InvalidOptionError if an option does not fit
 */
export function features(options: FeaturesOptions): EpisodicSource {
  const { path, split, standardize = false, name = nameOf(path) } = options;
  if (split !== undefined && typeof path !== 'string') {
    throw new InvalidOptionError(
      'features: split divides the classes of one file; leave it out where each split has its own.',
    );
  }
  const read = featureSplits(options);
  const plain = async (wanted: Split): Promise<ClassifiedExamples> => {
    const { labels, ...block } = await read(wanted);
    const rows = rowsByName(labels);
    const apart = typeof path !== 'string';
    const chosen = new Set(assigned([...rows.keys()], options, wanted));
    // Labels that are numbers count from 0 in every file: they get the name of their file's split.
    const prefix = apart && labels.every((label) => /^-?\d+$/.test(label)) ? `${fileSplit(wanted)}/` : '';
    const classes = [...rows].filter(([each]) => chosen.has(each));
    return {
      ...block,
      name: `${name}/${wanted}`,
      classes: classes.map(([each, own]) => ({ name: `${prefix}${each}`, rows: own })),
    };
  };
  const source = episodicSource(
    {
      name,
      read: async (wanted) => {
        if (typeof path !== 'string') await requireApart(read, path, wanted);
        const examples = await plain(wanted);
        return standardize ? standardized(examples, wanted === 'train' ? examples : await plain('train')) : examples;
      },
    },
    options,
  );
  return source;
}

const fileSplit = (wanted: Split): Split => (wanted === 'holdout' ? 'train' : wanted);

/** The classes of a split among those of its file. */
function assigned(there: readonly string[], options: FeaturesOptions, wanted: Split): readonly string[] {
  const { path, split } = options;
  const own: ClassSplit =
    typeof path === 'string'
      ? splitClasses('features', there, namedSplit('features', 'classes', there, split))
      : { train: [], holdout: [], validation: [], test: [], [fileSplit(wanted)]: there };
  if (fileSplit(wanted) !== 'train') return own[wanted];
  return carveHoldout('features', own, options)[wanted];
}

function nameOf(path: FeaturesOptions['path']): string {
  const one = typeof path === 'string' ? path : (path.train ?? path.validation ?? path.test ?? 'features');
  return basename(one).replace(/\.np[yz]$/i, '');
}
