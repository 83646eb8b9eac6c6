import { OutputError } from '@innerloop/core';
import writeFileAtomic from 'write-file-atomic';
import { reasonOf } from './reason.js';

/**
 * Replaces a file, whole or not at all.
 *
 * @throws OutputError that names the file if it cannot be written
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new OutputError(
      `could not write ${path} (${reasonOf(error)}). What was there before is untouched: make room, or change permissions.`,
      { cause: error },
    );
  }
}

/** JSON for people: indented. */
export const writeJson = (path: string, value: unknown): Promise<void> =>
  writeOutput(path, `${JSON.stringify(value, null, 2)}\n`);
