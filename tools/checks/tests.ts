import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestSummary } from '../reporters/summary.js';
import type { Check } from './check.js';
import { expectNone } from './check.js';
import { command, root } from './command.js';

export interface TestRun {
  readonly summary: TestSummary;
  readonly checks: readonly Check[];
}

const crashed: TestSummary = { passed: 0, failed: 1, skipped: [] };
const concernsData = /shared\/data|omniglot|imagenet|cifar/i;

/** With the data at hand nothing that needs it may be skipped. */
const noDataTestSkipped = ({ skipped }: TestSummary): Check => ({
  name: 'no data test is skipped',
  run: async () => {
    const lines = skipped.map(({ name, note = '' }) => `${name} ${note}`.trim());
    expectNone(lines.filter((line) => concernsData.test(line)));
    return Promise.resolve();
  },
});

/** Runs tests by a command for so many minutes at most. What it counted is read from a file that the reporter writes. */
async function testsOf(limit: number, ...line: readonly string[]): Promise<TestRun> {
  const file = join(mkdtempSync(join(tmpdir(), 'innerloop-tests-')), 'summary.json');
  const ended = command(line, { live: true, limit, env: { SUMMARY_FILE: file } });
  await ended.catch(() => undefined);
  const summary = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestSummary) : crashed;
  return { summary, checks: [{ name: `${line.join(' ')} ends green`, run: () => ended }] };
}

/** The test command of the README, and beside it what takes as long again: every combination on every engine. */
export async function runTests(): Promise<TestRun> {
  const [tests, matrix] = [await testsOf(10, 'npm', 'test'), await testsOf(15, 'npm', 'run', 'test:matrix')];
  const summary: TestSummary = {
    passed: tests.summary.passed + matrix.summary.passed,
    failed: tests.summary.failed + matrix.summary.failed,
    skipped: [...tests.summary.skipped, ...matrix.summary.skipped],
  };
  const dataAtHand = existsSync(join(root, '../shared/data'));
  return {
    summary,
    checks: [...tests.checks, ...matrix.checks, ...(dataAtHand ? [noDataTestSkipped(summary)] : [])],
  };
}
