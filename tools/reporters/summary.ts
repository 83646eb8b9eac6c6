import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** What is written to the file named by `SUMMARY_FILE`, for programs that read the outcome. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  /** `package › file › describe › test`. */
  readonly name: string;
  /** What the test said when it skipped itself. */
  readonly note?: string;
}

function nameOf(test: TestCase): string {
  const path = [test.project.name, test.module.relativeModuleId, test.fullName.replaceAll(' > ', ' › ')];
  return path.filter((part) => part !== '').join(' › ');
}

function skippedTest(test: TestCase): SkippedTest {
  const result = test.result();
  return 'note' in result && result.note !== undefined
    ? { name: nameOf(test), note: result.note }
    : { name: nameOf(test) };
}

/** A module can fail without a failed test: it did not load, or a hook threw. */
function failedByItself(module: TestModule): boolean {
  if (module.state() !== 'failed') return false;
  return ![...module.children.allTests('failed')].length;
}

function summarize(modules: readonly TestModule[], errors: readonly unknown[]): TestSummary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  // A test that never ran (an interrupted or crashed worker) has not passed.
  const failed = count('failed') + count('pending') + modules.filter(failedByItself).length + errors.length;
  return {
    passed: count('passed'),
    failed,
    skipped: tests.filter((test) => test.result().state === 'skipped').map(skippedTest),
  };
}

/** Lists the skipped tests by name; the last line is `N passed, N failed`. */
export default class SummaryReporter implements Reporter {
  private byName = false;

  onInit({ config }: Vitest): void {
    this.byName = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const summary = summarize(modules, errors);
    const file = process.env['SUMMARY_FILE'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(summary, null, 2));
    // Those that a name leaves out (`-t adam`) are not wanted: what skipped itself says why.
    for (const { name, note } of summary.skipped.filter(({ note }) => !this.byName || note !== undefined))
      console.log(`skipped: ${name}${note === undefined ? '' : ` (${note})`}`);
    console.log(`${summary.passed} passed, ${summary.failed} failed`);
  }
}
