import { extensionOf, isPicture, readableFormats } from '../images/formats.js';
import type { GroupedPictures } from './group-by-folder.js';
import { endOfFolders } from './group-by-folder.js';

/** Files that systems put beside pictures by themselves. */
const junk = /(^|\/)(thumbs\.db|desktop\.ini)$/i;

/** How many folders a message names. */
const NAMED = 10;

/**
 * What a person should know of the files of a folder that were not read as pictures of a class, in sentences; nothing where all were.
 *
 * It counts skipped files by extension, names folders that have files but no pictures, and tells of pictures beside and below the folders
 * of the classes.
 */
export function tellSkipped(
  where: string,
  path: string,
  names: readonly string[],
  groups: readonly GroupedPictures[],
): readonly string[] {
  const others = names.filter((name) => !isPicture(name) && !junk.test(name));
  const sentences = [
    ...(others.length > 0 ? [skipped(others, names.length)] : []),
    ...foldersWithout(others, groups),
    ...stray(groups),
    ...deeper(groups),
  ];
  return sentences.map((sentence) => `${where}: '${path}': ${sentence}`);
}

const skipped = (others: readonly string[], all: number): string =>
  `files that were skipped: ${others.length} of ${all} (${countsOf(others)}). Pictures are ${readableFormats}.`;

/** `12 .bmp, 3 .txt`, the most frequent first. */
export function countsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const extension = extensionOf(name) || 'without extension';
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([extension, count]) => `${count} ${extension}`).join(', ');
}

function foldersWithout(others: readonly string[], groups: readonly GroupedPictures[]): readonly string[] {
  const without = new Map<string, string[]>();
  for (const { around, levels, classes } of groups) {
    const known = new Set(classes.map(({ name }) => name));
    for (const name of others.filter((each) => each.startsWith(around))) {
      const end = endOfFolders(name, around.length, levels);
      const folder = end === undefined ? undefined : name.slice(around.length, end);
      if (folder === undefined || known.has(folder)) continue;
      without.set(folder, [...(without.get(folder) ?? []), name]);
    }
  }
  if (without.size === 0) return [];
  const listed = [...without].slice(0, NAMED).map(([folder, files]) => `${folder} (${countsOf(files)})`);
  const more = without.size > NAMED ? `, and ${without.size - NAMED} more` : '';
  return [`folders with files but without pictures are no classes: ${listed.join(', ')}${more}.`];
}

function stray(groups: readonly GroupedPictures[]): readonly string[] {
  const count = groups.reduce((sum, group) => sum + group.stray, 0);
  return count === 0 ? [] : [`pictures that lie in no folder of a class were left out: ${count}.`];
}

function deeper(groups: readonly GroupedPictures[]): readonly string[] {
  const found = groups.find((group) => group.deeper.count > 0);
  if (found?.deeper.example === undefined) return [];
  const { around, levels, deeper: below } = found;
  const example = below.example as string;
  const name = example.slice(around.length, endOfFolders(example, around.length, levels));
  const count = groups.reduce((sum, group) => sum + group.deeper.count, 0);
  return [
    `pictures in folders below that of their class belong to it, as '${example}' to '${name}': ${count}. ` +
      `Where deeper folders are the classes, pass levels: ${levels + 1}.`,
  ];
}
