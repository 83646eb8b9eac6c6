import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '../check.js';
import { command } from '../command.js';
import type { Mutant } from './mutant.js';

/** What became of some tests. */
export interface Outcome {
  readonly passed: number;
  /** Names of those that failed. */
  readonly failed: readonly string[];
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs tests in a folder. @throws CheckFailure if a test file does not load, or nothing is run */
export async function runTests(folder: string, { tests, only }: Pick<Mutant, 'tests' | 'only'>): Promise<Outcome> {
  const file = join(folder, 'outcome.json');
  rmSync(file, { force: true });
  const chosen = [...tests, ...(only === undefined ? [] : ['-t', only])];
  // A test that is merely slow has seen nothing.
  const line = ['vitest', 'run', '--reporter=json', '--testTimeout=300000', `--outputFile=${file}`, ...chosen];
  const ended = await command(line, { cwd: folder }).catch((error: unknown) => String(error));
  if (!existsSync(file)) throw new CheckFailure(`The tests gave no report.\n${ended}`);
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const broken = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  if (broken !== undefined) throw new CheckFailure(`${broken.name} does not load.\n${broken.message}`);
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string): readonly string[] =>
    all.filter((test) => test.status === status).map(({ fullName }) => fullName);
  const outcome = { passed: named('passed').length, failed: named('failed') };
  if (outcome.passed + outcome.failed.length === 0) throw new CheckFailure(`No test ran of ${chosen.join(' ')}.`);
  return outcome;
}
