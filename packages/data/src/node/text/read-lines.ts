import { InvalidDataError } from '@innerloop/core';
import { some } from '../../splits/class-split.js';
import type { LabelledTexts } from '../../text/from-texts.js';
import type { OpenFiles } from '../files/file-tree.js';
import { fileTree } from '../files/file-tree.js';
import { decodeText } from '../files/read-text.js';

const expected =
  'a CSV file, or a folder or zip archive with FOLDER/seq.in (a text a line) and FOLDER/label (its class).';

/**
 * Texts and classes, line by line, of some folders of a folder or zip archive; they may lie below other folders, all in one place.
 *
 * @throws InvalidDataError if one of them is missing, there are several of it, or texts and classes are not as many
 */
export async function readLines(where: string, path: string, folders: readonly string[]): Promise<LabelledTexts> {
  const tree = await fileTree(where, path, expected);
  return tree.open(async (files) => {
    const root = rootOf(where, path, files.names, folders[0] as string);
    const texts: string[] = [];
    const labels: string[] = [];
    for (const folder of folders) {
      const [own, classes] = [await linesOf(`${root}${folder}/seq.in`), await linesOf(`${root}${folder}/label`)];
      if (own.length !== classes.length) {
        throw new InvalidDataError(
          `${where}: '${path}' has ${own.length} texts in ${root}${folder}/seq.in and ${classes.length} classes in ${root}${folder}/label. There must be as many lines in both.`,
        );
      }
      texts.push(...own);
      labels.push(...classes);
    }
    return { texts, labels };

    async function linesOf(name: string): Promise<readonly string[]> {
      if (files.names.includes(name)) return decodedLines(await files.read(name));
      throw new InvalidDataError(`${where}: '${path}' has no ${name}. Expected ${expected}`);
    }
  });
}

/** What stands before the first folder: the place that is least deep. */
function rootOf(where: string, path: string, names: OpenFiles['names'], folder: string): string {
  const end = `${folder}/seq.in`;
  const roots = names
    .filter((name) => name === end || name.endsWith(`/${end}`))
    .map((name) => name.slice(0, -end.length));
  const depth = (root: string): number => root.split('/').length;
  const [first, second] = [...roots].sort((one, other) => depth(one) - depth(other));
  if (first === undefined) throw new InvalidDataError(`${where}: '${path}' has no ${end}. Expected ${expected}`);
  if (second === undefined || depth(second) > depth(first)) return first;
  throw new InvalidDataError(
    `${where}: '${path}' has ${end} in several places: ${some(roots)}. Pass the folder of one of them.`,
  );
}

function decodedLines(bytes: Uint8Array): readonly string[] {
  const lines = decodeText(bytes).split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
