import { readFile } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import { z } from 'zod';
import { reasonOf } from '../files/file-tree.js';
import type { ClassSplit } from '../../splits/class-split.js';
import { requireDisjoint } from '../../splits/class-split.js';
import type { CharacterList, CharacterRanges } from './character-list.js';
import { listCharacters } from './character-list.js';
import { randomSplit } from './splits/random.js';
import { vinyalsSplit } from './splits/vinyals.js';

/** Characters of each split, as lists (`Hebrew/character07`) or ranges (`{ Hebrew: '1-20' }`). */
export type CharacterSplit = {
  readonly [S in 'train' | 'holdout' | 'validation' | 'test']?: CharacterList | CharacterRanges | undefined;
};

/** A published split, the path of a JSON file with one, or one in code. */
export type OmniglotSplit = 'vinyals' | 'random' | (string & {}) | CharacterSplit;

const Characters = z.union([z.array(z.string()), z.record(z.string(), z.string())]).optional();
const SplitFile = z.strictObject({ train: Characters, holdout: Characters, validation: Characters, test: Characters });

/** The characters of every split. @throws InvalidDataError if a file is unreadable, @throws InvalidOptionError if splits share a character */
export async function omniglotSplit(split: OmniglotSplit): Promise<ClassSplit> {
  const given = typeof split === 'string' ? await namedSplit(split) : split;
  const list = (characters: CharacterList | CharacterRanges = []): CharacterList =>
    isList(characters) ? characters : listCharacters(characters);
  const lists = {
    train: list(given.train),
    holdout: list(given.holdout),
    validation: list(given.validation),
    test: list(given.test),
  };
  requireDisjoint('omniglot', lists);
  return lists;
}

const isList = (characters: CharacterList | CharacterRanges): characters is CharacterList => Array.isArray(characters);

async function namedSplit(name: string): Promise<CharacterSplit> {
  if (name === 'vinyals') return vinyalsSplit;
  if (name === 'random') return randomSplit;
  try {
    return SplitFile.parse(JSON.parse(await readFile(name, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : reasonOf(cause);
    throw new InvalidDataError(
      `omniglot: split must be 'vinyals', 'random' or a JSON file of characters, such as { "train": { "Hebrew": "1-20" } }; '${name}': ${reason}`,
      { cause },
    );
  }
}
