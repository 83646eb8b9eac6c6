import type { Split } from '@innerloop/core';

/** Splits that folders and lists are given for; `holdout` is carved from `train`. */
export type FolderSplitName = Exclude<Split, 'holdout'>;

export const folderSplitNames: readonly FolderSplitName[] = ['train', 'validation', 'test'];

const known: Readonly<Record<string, FolderSplitName>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** The split that a name stands for, whatever its case: `val`, `Valid` and `validation` are one. */
export const splitNamed = (name: string): FolderSplitName | undefined => {
  const lower = name.toLowerCase();
  return Object.hasOwn(known, lower) ? known[lower] : undefined;
};
