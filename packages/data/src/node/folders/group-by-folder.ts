import { InvalidDataError } from '@innerloop/core';
import type { ClassOfFiles } from '../images/read-classes.js';

export interface GroupOptions {
  /** Folders that name a class. Default 1, and 2 for Omniglot's own form, `ALPHABET/characterNN`. */
  readonly levels?: number | undefined;
  /** Names of classes that are listed somewhere: without `levels`, they tell how many folders name a class. */
  readonly listed?: ReadonlySet<string> | undefined;
  /** The folder that all lies in, with `/` at its end. Default: the root. */
  readonly inside?: string | undefined;
  /** Number of the tree that the files are in. Default 0. */
  readonly tree?: number | undefined;
}

/** Pictures by class. */
export interface GroupedPictures {
  /** In alphabetical order, as are their files. */
  readonly classes: readonly ClassOfFiles[];
  /** The folder that is around all classes: empty, or with `/` at its end. */
  readonly around: string;
  /** Folders that name a class. */
  readonly levels: number;
  /** Pictures that lie in a folder below that of their class: how many, and one of them. */
  readonly deeper: { readonly count: number; readonly example: string | undefined };
  /** Pictures that lie beside the folders of the classes, and so belong to none. */
  readonly stray: number;
}

/**
 * Pictures by class: the class is the first folder below the root, and pictures in deeper folders belong to it.
 *
 * A folder around everything is no class: `data/cat/1.png` and `data/dog/1.png` give `cat` and `dog`. With `levels: 2` a class is named by
 * two folders, `Hebrew/character01`. Without `levels`, listed names of classes in deeper folders tell the number, too.
 *
 * @param pictures  paths below the root, pictures alone
 * @throws InvalidDataError if a picture lies in fewer folders than name a class
 */
export function groupByFolder(pictures: readonly string[], options: GroupOptions = {}): GroupedPictures {
  const { tree = 0, inside = '' } = options;
  const around = folderAround(pictures, options.levels ?? 1, inside);
  const levels = options.levels ?? meantLevels(pictures, around, options.listed);
  const folders = new Map<string, { tree: number; name: string }[]>();
  let [deep, stray, example]: [number, number, string | undefined] = [0, 0, undefined];
  for (const name of [...pictures].sort()) {
    const end = endOfFolders(name, around.length, levels);
    if (end === undefined) {
      stray += 1;
      if (levels > 1) requireFolders(name, around, levels);
      continue;
    }
    if (name.includes('/', end + 1)) [deep, example] = [deep + 1, example ?? name];
    const folder = name.slice(around.length, end);
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [{ tree, name }]);
    else known.push({ tree, name });
  }
  const classes = [...folders].map(([name, files]) => ({ name, files }));
  return { classes, around, levels, deeper: { count: deep, example }, stray };
}

/** How many folders name a class: as many as most of the listed names are found with, the fewest such. */
function meantLevels(pictures: readonly string[], around: string, listed: ReadonlySet<string> = new Set()): number {
  if (listed.size === 0) return isOmniglot(pictures, around) ? 2 : 1;
  const folders = new Set(
    pictures.map((name) => name.slice(around.length, Math.max(name.lastIndexOf('/'), around.length))),
  );
  const found = new Map<number, Set<string>>();
  for (const folder of folders) {
    const parts = folder.split('/');
    parts.forEach((part, index) => {
      const name = [part, parts.slice(0, index + 1).join('/')].find((each) => listed.has(each));
      if (name !== undefined) found.set(index + 1, (found.get(index + 1) ?? new Set()).add(name));
    });
  }
  const [most] = [...found].sort(([one, its], [other, others]) => others.size - its.size || one - other);
  return most?.[0] ?? 1;
}

/** Where the class's folders end in a path, or nothing if it lies in fewer. */
export function endOfFolders(name: string, from: number, levels: number): number | undefined {
  let end = from - 1;
  for (let level = 0; level < levels; level += 1) {
    end = name.indexOf('/', end + 1);
    if (end < 0) return undefined;
  }
  return end;
}

function requireFolders(name: string, around: string, levels: number): void {
  if (!name.slice(around.length).includes('/')) return; // beside all classes
  throw new InvalidDataError(
    `levels is ${levels}, so a class is named by ${levels} folders, but '${name}' lies in fewer. Move it, or pass another number of levels.`,
  );
}

/**
 * The folders that are around all classes. One folder that holds everything else is such, as long as every picture lies in enough folders
 * below it to have a class.
 */
export function folderAround(pictures: readonly string[], levels = 1, inside = ''): string {
  let around = inside;
  for (;;) {
    const top = topFolder(pictures[0] ?? '', around.length);
    if (top === undefined) return around;
    const next = `${around}${top}/`;
    const all = pictures.every(
      (name) => name.startsWith(next) && endOfFolders(name, next.length, levels) !== undefined,
    );
    if (!all) return around;
    around = next;
  }
}

/** The first folder of a path, from a place on. */
export function topFolder(name: string, from: number): string | undefined {
  const end = name.indexOf('/', from);
  return end < 0 ? undefined : name.slice(from, end);
}

/** Omniglot's characters are told by their folders: no other data set calls its classes `character01`. */
const isOmniglot = (pictures: readonly string[], around: string): boolean =>
  pictures.length > 0 && pictures.every((name) => /^[^/]+\/character\d+\/[^/]+$/i.test(name.slice(around.length)));
