import type { Split } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { Holdout } from '../../splits/carve.js';
import { carveHoldout } from '../../splits/carve.js';
import type { ClassSplit, SplitFractions } from '../../splits/class-split.js';
import { requireDisjoint, splitClasses } from '../../splits/class-split.js';
import type { ClassList } from './class-list.js';
import { readClassList } from './class-list.js';

/** Splits that folders and lists are given for; `holdout` is carved from `train`. */
export type FolderSplitName = Exclude<Split, 'holdout'>;

/** How the classes in folders are assigned to splits. */
export interface FolderSplit extends Holdout {
  /** A folder or zip archive of `class/name.(png|jpg|jpeg)` with all classes, or one for each split. */
  readonly path: string | { readonly [S in FolderSplitName]?: string | undefined };
  /** The classes of each split: names, or a CSV or JSON file of them. A split with its own path has all classes there by default. */
  readonly classes?: { readonly [S in FolderSplitName]?: ClassList | undefined } | undefined;
  /** Where one path has all classes and none are listed: fractions. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: SplitFractions | undefined;
}

const sourceOf = (wanted: Split): FolderSplitName => (wanted === 'holdout' ? 'train' : wanted);

/** Where the pictures of a split lie. @throws InvalidOptionError if no path was given for it */
export function pathOf({ path }: FolderSplit, wanted: Split): string {
  const from = sourceOf(wanted);
  const found = typeof path === 'string' ? path : path[from];
  if (found !== undefined) return found;
  throw new InvalidOptionError(`imageFolder: there is no path for the split '${from}'. Pass path: { ${from}: … }.`);
}

/** The listed classes of every split, if any are listed. @throws InvalidOptionError if splits share one */
export async function listedClasses({ classes }: FolderSplit): Promise<ClassSplit | undefined> {
  if (classes === undefined) return undefined;
  const read = (list: ClassList | undefined): Promise<readonly string[]> =>
    list === undefined ? Promise.resolve([]) : readClassList('imageFolder', list);
  const [train, validation, test] = [
    await read(classes.train),
    await read(classes.validation),
    await read(classes.test),
  ];
  const lists = { train, holdout: [], validation, test };
  requireDisjoint('imageFolder', lists);
  return lists;
}

/** The classes of a split among those that lie at its path. */
export function assignedClasses(
  { path, split, ...holdout }: FolderSplit,
  lists: ClassSplit | undefined,
  there: readonly string[],
  wanted: Split,
): readonly string[] {
  const from = sourceOf(wanted);
  const apart = typeof path !== 'string';
  const all = lists ?? (apart ? noClasses : splitClasses('imageFolder', there, split));
  const own = apart && all[from].length === 0 ? there : all[from];
  return from === 'train' ? carveHoldout('imageFolder', { ...noClasses, train: own }, holdout)[wanted] : own;
}

const noClasses: ClassSplit = { train: [], holdout: [], validation: [], test: [] };
