import { InvalidDataError } from '@innerloop/core';
import type { ClassOfFiles } from '../images/read-classes.js';
import type { GroupedPictures, GroupOptions } from './group-by-folder.js';
import { folderAround, groupByFolder, topFolder } from './group-by-folder.js';
import type { FolderSplitName } from './split-names.js';
import { folderSplitNames, splitNamed } from './split-names.js';

/** Classes that lie together, to be divided, or apart: each split's own. */
export type ClassLayout =
  | { readonly kind: 'together'; readonly classes: readonly ClassOfFiles[] }
  | { readonly kind: 'apart'; readonly classes: { readonly [S in FolderSplitName]?: readonly ClassOfFiles[] } };

/** A layout, with what was grouped for it. */
export interface FolderLayout {
  readonly layout: ClassLayout;
  readonly groups: readonly GroupedPictures[];
}

/**
 * How the pictures of one folder or archive are meant.
 *
 * Where its folders are named `train`, `val` (`valid`, `validation`) and `test`, they are these splits, and the classes lie in them.
 *
 * @throws InvalidDataError if some folders are named so and others are not, two stand for one split, or one has no classes in it
 */
export function folderLayout(
  where: string,
  path: string,
  pictures: readonly string[],
  options: GroupOptions,
): FolderLayout {
  const folders = splitFolders(where, path, pictures);
  if (folders === undefined) {
    const group = groupByFolder(pictures, options);
    return { layout: { kind: 'together', classes: group.classes }, groups: [group] };
  }
  const groups = folderSplitNames.flatMap((split) => {
    const folder = folders[split];
    if (folder === undefined) return [];
    const group = groupByFolder(
      pictures.filter((name) => name.startsWith(folder)),
      { ...options, inside: folder },
    );
    if (group.classes.length === 0) throw noClasses(where, path, folder);
    return [{ split, group }];
  });
  const classes = Object.fromEntries(groups.map(({ split, group }) => [split, group.classes]));
  return { layout: { kind: 'apart', classes }, groups: groups.map(({ group }) => group) };
}

/** The folders that are named for splits, with `/` at their ends. */
function splitFolders(
  where: string,
  path: string,
  pictures: readonly string[],
): { readonly [S in FolderSplitName]?: string } | undefined {
  const around = aroundSplits(pictures);
  const tops = new Set(pictures.map((name) => topFolder(name, around.length)).filter((top) => top !== undefined));
  const named = [...tops].filter((top) => splitNamed(top) !== undefined);
  const splits = new Set(named.map(splitNamed));
  if (named.length === tops.size && named.length > 0) {
    if (splits.size === named.length)
      return Object.fromEntries(named.map((top) => [splitNamed(top) as FolderSplitName, `${around}${top}/`]));
    throw new InvalidDataError(
      `${where}: '${path}' has the folders ${quoted(named)}, and two of them stand for one split. ${askForPaths(path)}`,
    );
  }
  if (splits.size < 2) return undefined; // 'train' among others is a class of vehicles
  throw new InvalidDataError(
    `${where}: '${path}' has the folders ${quoted(named)}, which are named for splits, beside others: ` +
      `${quoted([...tops].filter((top) => !named.includes(top)).slice(0, 5))}. ${askForPaths(path)}`,
  );
}

/** The folders around those that are named for splits; one that is named so itself is not around anything. */
function aroundSplits(pictures: readonly string[]): string {
  const around = folderAround(pictures);
  const parts = around.split('/').slice(0, -1);
  const at = parts.findIndex((part) => splitNamed(part) !== undefined);
  return at < 0
    ? around
    : parts
        .slice(0, at)
        .map((part) => `${part}/`)
        .join('');
}

const noClasses = (where: string, path: string, folder: string): InvalidDataError =>
  new InvalidDataError(
    `${where}: '${path}' has pictures in '${folder}' itself, which is named for a split. Put the pictures of each class ` +
      `into a folder of its own, '${folder}CLASS/name.png', or name their classes by a table (option table).`,
  );

/** @throws InvalidDataError if folders are named for several splits, where classes are expected */
export function requireNoSplits(where: string, path: string, pictures: readonly string[]): void {
  const around = folderAround(pictures);
  const tops = new Set(pictures.map((name) => topFolder(name, around.length) ?? ''));
  const named = [...tops].filter((top) => splitNamed(top) !== undefined);
  if (named.length < 2) return;
  throw new InvalidDataError(
    `${where}: '${path}' has the folders ${quoted(named)}, which are named for splits, where folders of classes were expected. ` +
      `Pass one of them: '${path}/${named[0] as string}'.`,
  );
}

const askForPaths = (path: string): string =>
  `Say which is which: path: { train: '${path}/…', validation: '${path}/…', test: '${path}/…' }.`;

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
