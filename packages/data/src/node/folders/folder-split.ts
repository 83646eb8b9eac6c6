import type { Split } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { Holdout } from '../../splits/carve.js';
import { carveHoldout } from '../../splits/carve.js';
import type { ClassSplit, SplitFractions } from '../../splits/class-split.js';
import { requireDisjoint, some, splitClasses } from '../../splits/class-split.js';
import type { ClassOfFiles } from '../images/read-classes.js';
import type { ClassList } from './class-list.js';
import { readClassList } from './class-list.js';
import { findClasses } from './find-classes.js';
import type { ClassLayout } from './folder-layout.js';
import type { FolderSplitName } from './split-names.js';
import { folderSplitNames } from './split-names.js';

/** A thing for each split, where some may be left out. */
export type BySplit<T> = { readonly [S in FolderSplitName]?: T | undefined };

/** How classes are assigned to splits. */
export interface FolderSplit extends Holdout {
  /** The classes of each split: names, or a CSV, JSON or TXT file of them. A split with its own folder has all classes there by default. */
  readonly classes?: BySplit<ClassList> | undefined;
  /** Where all classes lie together and none are listed: fractions. Default 0.64 train, 0.16 validation, 0.2 test. */
  readonly split?: SplitFractions | undefined;
}

/** The split that a split's pictures are those of: a holdout is carved from training. */
export const sourceOf = (wanted: Split): FolderSplitName => (wanted === 'holdout' ? 'train' : wanted);

/** The listed classes of every split, if any are listed. @throws InvalidOptionError if splits share one */
export async function listedClasses(where: string, { classes }: FolderSplit): Promise<ClassSplit | undefined> {
  if (classes === undefined) return undefined;
  const read = (list: ClassList | undefined): Promise<readonly string[]> =>
    list === undefined ? Promise.resolve([]) : readClassList(where, list);
  const [train, validation, test] = [
    await read(classes.train),
    await read(classes.validation),
    await read(classes.test),
  ];
  const lists = { train, holdout: [], validation, test };
  requireDisjoint(where, lists);
  return lists;
}

/**
 * The classes of a split.
 *
 * @throws InvalidDataError if a listed class has no pictures, or splits with folders of their own share a class; InvalidOptionError if fractions
 * were given for classes that lie apart
 */
export function classesOfSplit(
  where: string,
  layout: ClassLayout,
  options: FolderSplit,
  lists: ClassSplit | undefined,
  wanted: Split,
): readonly ClassOfFiles[] {
  const from = sourceOf(wanted);
  const chosen =
    layout.kind === 'apart'
      ? apart(where, layout.classes, options, lists, from)
      : together(where, layout.classes, options, lists, from);
  if (from !== 'train') return chosen;
  const names = chosen.map(({ name }) => name);
  const carved = new Set(carveHoldout(where, { ...noClasses, train: names }, options)[wanted]);
  return chosen.filter(({ name }) => carved.has(name));
}

function together(
  where: string,
  there: readonly ClassOfFiles[],
  { split }: FolderSplit,
  lists: ClassSplit | undefined,
  from: FolderSplitName,
): readonly ClassOfFiles[] {
  const names = there.map(({ name }) => name);
  return findClasses(where, (lists ?? splitClasses(where, names, split))[from], there);
}

function apart(
  where: string,
  classes: BySplit<readonly ClassOfFiles[]>,
  { split }: FolderSplit,
  lists: ClassSplit | undefined,
  from: FolderSplitName,
): readonly ClassOfFiles[] {
  if (split !== undefined) {
    throw new InvalidOptionError(
      `${where}: split divides classes that lie together by fractions, but here they lie in ${folderSplitNames.filter((name) => name in classes).join(', ')}, ` +
        'which are the splits. Leave split out, or pass the path of one of these folders.',
    );
  }
  const chosenOf = (name: FolderSplitName): readonly ClassOfFiles[] => {
    const [there, listed] = [classes[name] ?? [], lists?.[name] ?? []];
    return listed.length === 0 ? there : findClasses(where, listed, there);
  };
  const chosen = chosenOf(from);
  const own = new Set(chosen.map(({ name }) => name));
  for (const other of folderSplitNames.filter((name) => name !== from)) {
    // What is listed for another split and is not there is told when that split is opened.
    const others = lists?.[other].length ? lists[other] : (classes[other] ?? []).map(({ name }) => name);
    const shared = others.filter((name) => own.has(name));
    if (shared.length > 0) throw sharedClasses(where, shared, from, other);
  }
  return chosen;
}

const sharedClasses = (where: string, shared: readonly string[], from: string, other: string): InvalidDataError =>
  new InvalidDataError(
    `${where}: ${shared.length} classes lie in ${from} as well as in ${other}: ${some(shared)}. Splits share no class, since new classes are ` +
      `what is tested. Pass one folder, as path: 'DIR/${from}', and its classes are divided by fractions (option split); or list the ` +
      'classes of each split (option classes). Different classes of one name need different names.',
  );

const noClasses: ClassSplit = { train: [], holdout: [], validation: [], test: [] };
