import { basename } from 'node:path';
import type { Split } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { FileTree } from '../files/file-tree.js';
import { fileTree } from '../files/file-tree.js';
import { isPicture, readableFormats } from '../images/formats.js';
import type { ClassOfFiles } from '../images/read-classes.js';
import type { ClassLayout } from './folder-layout.js';
import { folderLayout, requireNoSplits } from './folder-layout.js';
import type { BySplit } from './folder-split.js';
import { sourceOf } from './folder-split.js';
import type { GroupedPictures, GroupOptions } from './group-by-folder.js';
import { groupByFolder } from './group-by-folder.js';
import type { TableColumns } from './picture-table.js';
import { tellSkipped } from './skipped-files.js';
import type { FolderSplitName } from './split-names.js';
import { folderSplitNames } from './split-names.js';
import { tableLayout } from './table-layout.js';

/** Where pictures lie, and what tells their classes: folders, or a table. */
export interface PicturePlaces {
  /**
   * A folder or zip archive of `CLASS/…/name.png`, or one for each split. Where its folders are named `train`, `val` (`valid`, `validation`)
   * and `test` they are these splits.
   */
  readonly path: string | BySplit<string>;
  /** Folders that name a class. Default 1: pictures in deeper folders belong to the first. */
  readonly levels?: number | undefined;
  /** A CSV table of files and their classes, or one for each split: pictures may lie in one folder then. */
  readonly table?: string | BySplit<string> | undefined;
  /** The columns of the table. */
  readonly columns?: TableColumns | undefined;
  /** With `skip`, files of a table that are not there are left out. */
  readonly damaged?: 'refuse' | 'skip' | undefined;
}

/** What is asked of places. */
export interface PictureSearch {
  readonly wanted: Split;
  /** Names of classes that are listed for any split. */
  readonly listed: ReadonlySet<string>;
  /** Hears how many files there are so far. */
  readonly found: (count: number) => void;
}

/** Trees of files, and the classes that were found in them. */
export interface FoundPictures {
  readonly trees: readonly FileTree[];
  readonly layout: ClassLayout;
  /** What a person should know of the files. */
  readonly told: readonly string[];
}

const where = 'imageFolder';
const expected = 'pictures as CLASS/name.png or CLASS/name.jpg.';

/**
 * The pictures and their classes, for a split: with a path for each split, other splits' are looked at too, if they are there, since splits may
 * share no class.
 *
 * @throws InvalidDataError if there are no pictures where they are expected
 */
export async function findPictures(places: PicturePlaces, search: PictureSearch): Promise<FoundPictures> {
  requireLevels(places);
  if (places.table !== undefined) return tableLayout(where, places, search.wanted, search.found);
  if (typeof places.path === 'string') return inOnePlace(places.path, places, search);
  const from = sourceOf(search.wanted);
  pathOf(places.path, from);
  const trees: FileTree[] = [];
  const told: string[] = [];
  const classes: [FolderSplitName, readonly ClassOfFiles[]][] = [];
  for (const split of folderSplitNames) {
    const path = places.path[split];
    if (path === undefined) continue;
    const listing = filesAt(path, search.found);
    const files = split === from ? await listing : await listing.catch(() => undefined); // told when that split is opened
    if (files === undefined) continue;
    const group = grouped(path, files.names, { levels: places.levels, listed: search.listed, tree: trees.length });
    if (split === from) told.push(...tellSkipped(where, path, files.names, [requireClasses(path, files.names, group)]));
    trees.push(files.tree);
    classes.push([split, group.classes]);
  }
  return { trees, layout: { kind: 'apart', classes: Object.fromEntries(classes) }, told };
}

async function inOnePlace(
  path: string,
  { levels }: PicturePlaces,
  { listed, found }: PictureSearch,
): Promise<FoundPictures> {
  const { tree, names } = await filesAt(path, found);
  const { layout, groups } = located(path, () =>
    folderLayout(where, path, names.filter(isPicture), { levels, listed }),
  );
  for (const group of groups) requireClasses(path, names, group);
  return { trees: [tree], layout, told: tellSkipped(where, path, names, groups) };
}

/** A tree of files with their names. */
export async function filesAt(
  path: string,
  found?: (count: number) => void,
): Promise<{ readonly tree: FileTree; readonly names: readonly string[] }> {
  const tree = await fileTree(where, path, expected);
  return { tree, names: await tree.names(found) };
}

function grouped(path: string, names: readonly string[], options: GroupOptions): GroupedPictures {
  const pictures = names.filter(isPicture);
  requireNoSplits(where, path, pictures);
  return located(path, () => groupByFolder(pictures, options));
}

/** Says where a grouping failed. */
function located<T>(path: string, group: () => T): T {
  try {
    return group();
  } catch (cause) {
    if (!(cause instanceof InvalidDataError) || cause.message.startsWith(where)) throw cause;
    throw new InvalidDataError(`${where}: '${path}': ${cause.message}`, { cause });
  }
}

function requireClasses(path: string, names: readonly string[], group: GroupedPictures): GroupedPictures {
  if (group.classes.length > 0) return group;
  const pictures = names.filter(isPicture).length;
  throw new InvalidDataError(
    `${where}: '${path}' has no pictures of the form CLASS/name.png (${pictures} pictures outside of folders, ${names.length - pictures} other files). ` +
      `Put the pictures of each class into a folder of its own, or name their classes by a table (option table). Pictures are ${readableFormats}.`,
  );
}

/** The path of a split. @throws InvalidOptionError if there is none */
export function pathOf(path: string | BySplit<string>, split: FolderSplitName): string {
  const found = typeof path === 'string' ? path : path[split];
  if (found !== undefined) return found;
  throw new InvalidOptionError(`${where}: there is no path for the split '${split}'. Pass path: { ${split}: … }.`);
}

function requireLevels({ levels = 1, table, columns }: PicturePlaces): void {
  if (!Number.isInteger(levels) || levels < 1)
    throw new InvalidOptionError(`${where}: levels must be a whole number of folders, at least 1, got ${levels}.`);
  if (table !== undefined && levels !== 1)
    throw new InvalidOptionError(
      `${where}: levels is for classes that are folders; a table names them. Leave one of both out.`,
    );
  if (table === undefined && columns !== undefined)
    throw new InvalidOptionError(`${where}: columns are those of a table. Pass table, too.`);
}

/** What messages call pictures at a path. */
export function nameOf(path: string | BySplit<string>): string {
  const one = typeof path === 'string' ? path : (path.train ?? path.validation ?? path.test ?? 'images');
  return basename(one).replace(/\.zip$/i, '');
}
