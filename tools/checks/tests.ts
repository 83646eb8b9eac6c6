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

/** The test command of the README. What it counted is read from a file that the reporter writes. */
export async function runTests(): Promise<TestRun> {
  const file = join(mkdtempSync(join(tmpdir(), 'innerloop-tests-')), 'summary.json');
  const ended = command(['npm', 'test'], { live: true, limit: 15, env: { SUMMARY_FILE: file } });
  await ended.catch(() => undefined);
  const summary = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestSummary) : crashed;
  const endsGreen: Check = { name: 'npm test ends green', run: () => ended };
  const dataAtHand = existsSync(join(root, '../shared/data'));
  return { summary, checks: [endsGreen, ...(dataAtHand ? [noDataTestSkipped(summary)] : [])] };
}
