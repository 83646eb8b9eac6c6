import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { root } from './command.js';

/** Marks of a merge that was not finished, also as the formatter turns them into quotes and rows of tables. */
const marks = String.raw`^(\| )?(<{7}|>{7}|(> ){6}>)( |$)`;

/** `git grep` ends with 1 where it finds nothing. */
const nothingFound = (error: unknown): boolean => (error as { code?: unknown }).code === 1;

async function found(): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['grep', '-nE', marks], { cwd: root })).stdout;
  } catch (error) {
    if (nothingFound(error)) return '';
    throw error;
  }
}

/** No file holds what a merge left. */
export const mergeMarks = (): readonly Check[] => [
  {
    name: 'no marks of unfinished merges',
    run: async () => {
      const lines = await found();
      if (lines !== '') throw new CheckFailure(`Finish these merges by hand:\n${lines}`);
    },
  },
];
