import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestSummary } from '../../reporters/summary.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const reporter = join(root, 'tools/reporters/summary.ts');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
let folder = '';

// Within the repository, where the tests written here find Vitest.
beforeEach(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache/summary-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly lastLine: string | undefined;
  readonly output: string;
  readonly summary: TestSummary;
}

/** Runs Vitest on a test file of its own. */
function runTests(body: string): Outcome {
  const file = join(folder, 'summary.json');
  const config = { root: folder, test: { include: ['*.test.ts'], reporters: [reporter] } };
  writeFileSync(join(folder, 'vitest.config.js'), `export default ${JSON.stringify(config)};`);
  writeFileSync(join(folder, 'some.test.ts'), `import { beforeAll, describe, expect, it } from 'vitest';\n${body}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, SUMMARY_FILE: file },
  });
  if (!existsSync(file)) throw new Error(`The reporter wrote nothing. Vitest printed:\n${stdout}${stderr}`);
  const summary = JSON.parse(readFileSync(file, 'utf8')) as TestSummary;
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), output: stdout, summary };
}

describe('the summary', () => {
  it('counts tests, names the skipped ones with their reason, and ends with the count', () => {
    const { status, lastLine, output, summary } = runTests(`
      it('passes', () => {});
      it('fails', () => expect(1).toBe(2));
      describe('a group', () => { it.skip('is left out', () => {}); });
      it('leaves itself out', ({ skip }) => skip('no data here'));
    `);
    expect(lastLine).toBe('1 passed, 1 failed');
    expect(output).toContain('skipped: some.test.ts › a group › is left out\n');
    expect(output).toContain('skipped: some.test.ts › leaves itself out (no data here)\n');
    expect(summary).toMatchObject({ passed: 1, failed: 1, skipped: [{}, { note: 'no data here' }] });
    expect(status).not.toBe(0);
  });

  it('counts a module that does not load', () => {
    expect(runTests(`it('is never reached', () => {}); throw new Error('broken');`).lastLine).toBe(
      '0 passed, 1 failed',
    );
  });

  it('counts a hook that throws, though its tests are skipped', () => {
    const { summary } = runTests(`beforeAll(() => { throw new Error('broken'); }); it('is never reached', () => {});`);
    expect(summary).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts an error that no test waited for', () => {
    const { lastLine, status } = runTests(`it('passes', () => { void Promise.reject(new Error('lost')); });`);
    expect(lastLine).toBe('1 passed, 1 failed');
    expect(status).not.toBe(0);
  });
});
