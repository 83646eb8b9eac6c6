import { seed } from '@innerloop/core';
import { choose } from '../../../random/choose.js';
import type { CharacterList } from '../character-list.js';

/** 1200 characters to train on, of which 100 validate, and 423 to test: the sizes of MAML's split. */
export function drawRandomSplit(
  characters: CharacterList,
): Readonly<Record<'train' | 'validation' | 'test', CharacterList>> {
  const sorted = [...characters].sort();
  const mixed = choose(seed(0).fold('omniglot').numbers(), sorted.length, sorted.length).map(
    (index) => sorted[index] as string,
  );
  return { train: mixed.slice(0, 1100), validation: mixed.slice(1100, 1200), test: mixed.slice(1200) };
}
