import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '../check.js';
import type { Mutant } from './mutant.js';
import type { Outcome } from './tests.js';
import { runTests } from './tests.js';

/** The source with the defect. @throws CheckFailure unless the text to be changed occurs once */
function mutated({ file, from, to }: Mutant, source: string): string {
  const found = source.split(from).length - 1;
  if (found !== 1) throw new CheckFailure(`${file} has ${found} times the text that is to be changed:\n${from}`);
  return source.replace(from, () => to);
}

/** Puts a defect into the copy, runs its tests there, and takes it out again. */
export async function runMutant(mutant: Mutant, scratch: string): Promise<Outcome> {
  const path = join(scratch, mutant.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(mutant, source));
  try {
    return await runTests(scratch, mutant);
  } finally {
    writeFileSync(path, source);
  }
}
