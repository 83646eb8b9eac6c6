import type { Split } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { LabelledBlock } from '../../npy/labelled-features.js';
import { some } from '../../splits/class-split.js';
import { readFeatures } from './feature-file.js';

/** One for all splits, or one for each; `holdout` is carved from `train`. */
export type EachSplit = string | { readonly [S in Exclude<Split, 'holdout'>]?: string | undefined };

/** Where features, labels and names of classes are. */
export interface FeatureSplits {
  /** A `.npz` archive with both arrays, or a `.npy` file of features, with all classes, or one for each split. */
  readonly path: EachSplit;
  /** Name of the array of features in an archive, `[examples, …]`. Default `features`. */
  readonly features?: string | undefined;
  /** Name of the array of labels in an archive, `[examples]`, or the path of a `.npy` file, or one for each split. Default `labels`. */
  readonly labels?: EachSplit | undefined;
  /** What labels 0, 1, 2 … are called: a JSON list, or one for each split. Default: labels are names as they are. */
  readonly names?: EachSplit | undefined;
}

type Reader = (split: Split) => Promise<LabelledBlock>;

/**
 * A reader of the file that a split's examples are in; each file is read once.
 */
export function featureSplits({ path, features = 'features', labels = 'labels', names }: FeatureSplits): Reader {
  const known = new Map<string, Promise<LabelledBlock>>();
  return async (split) => {
    const from = split === 'holdout' ? 'train' : split;
    const each = (value: EachSplit): string | undefined => (typeof value === 'string' ? value : value[from]);
    const file = each(path);
    if (file === undefined) {
      throw new InvalidOptionError(`features: there is no path for the split '${from}'. Pass path: { ${from}: … }.`);
    }
    const reading =
      known.get(file) ??
      readFeatures({ path: file, features, labels: each(labels) ?? 'labels', names: names && each(names) });
    known.set(file, reading);
    reading.catch(() => known.delete(file));
    return reading;
  };
}

/** @throws InvalidDataError if a class with a name is in the files of two splits */
export async function requireApart(read: Reader, path: Exclude<EachSplit, string>, wanted: Split): Promise<void> {
  const from = wanted === 'holdout' ? 'train' : wanted;
  if (from === 'train' || path.train === undefined) return;
  const trained = new Set((await read('train')).labels);
  const shared = [...new Set((await read(from)).labels)].filter((name) => trained.has(name) && !/^-?\d+$/.test(name));
  if (shared.length === 0) return;
  throw new InvalidDataError(
    `features: ${shared.length} classes are in the files of train and of ${from}: ${some(shared)}. Splits may share no class.`,
  );
}
