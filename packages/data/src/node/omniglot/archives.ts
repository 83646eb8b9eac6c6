import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDataError } from '@innerloop/core';
import type { FileTree } from '../files/file-tree.js';
import { fileTree } from '../files/file-tree.js';
import type { ClassOfFiles } from '../images/read-classes.js';
import type { CharacterList } from './character-list.js';

const parts = ['images_background', 'images_evaluation'] as const;

const expected =
  'the folder with images_background.zip and images_evaluation.zip (or both unpacked), from https://github.com/brendenlake/omniglot/tree/master/python.';

/** The two archives of Omniglot below a path, zipped or unpacked. @throws InvalidDataError that says what is missing and where to get it */
export async function omniglotTrees(path: string): Promise<readonly FileTree[]> {
  if ((await fileTree('omniglot', path, expected)).path.endsWith('.zip')) {
    throw new InvalidDataError(`omniglot: '${path}' is one archive. Expected ${expected}`);
  }
  return Promise.all(parts.map((part) => fileTree('omniglot', locate(path, part), expected)));
}

function locate(path: string, part: string): string {
  const places = [part, `${part}.zip`, join('python', part), join('python', `${part}.zip`)].map((place) =>
    join(path, place),
  );
  return places.find((place) => existsSync(place)) ?? join(path, `${part}.zip`);
}

/**
 * The files of the wanted characters: `…/ALPHABET/characterNN/NAME.png`, in alphabetical order.
 *
 * @throws InvalidDataError that names characters without files
 */
export function findCharacters(wanted: CharacterList, names: readonly (readonly string[])[]): readonly ClassOfFiles[] {
  const files = new Map(wanted.map((character) => [character, [] as { tree: number; name: string }[]]));
  names.forEach((inTree, tree) => {
    for (const name of [...inTree].sort()) {
      const match = /([^/]+\/character\d+)\/[^/]+\.png$/i.exec(name);
      files.get(match?.[1] ?? '')?.push({ tree, name });
    }
  });
  const missing = wanted.filter((character) => files.get(character)?.length === 0);
  if (missing.length === 0) return [...files].map(([name, its]) => ({ name, files: its }));
  throw new InvalidDataError(
    `omniglot: ${missing.length} characters of the split are not in the archives: ${missing.slice(0, 5).join(', ')}. Expected ${expected}`,
  );
}
