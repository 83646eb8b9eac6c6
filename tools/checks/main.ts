import { browserBundles } from './browser-bundles.js';
import { browserPage } from './browser-page.js';
import { changesets } from './changesets.js';
import type { Check } from './check.js';
import { CheckFailure } from './check.js';
import { commandCheck } from './command.js';
import { dependencies } from './dependencies.js';
import { lintRules } from './lint-rules.js';
import { manifests } from './manifests.js';
import { mergeMarks } from './merge-marks.js';
import { nativeEngine, noNativeTestSkipped } from './native.js';
import { pluginGenerator } from './plugin-generator.js';
import { printedCode } from './printed-code.js';
import { printedCommands } from './printed-commands.js';
import { publishedForm } from './published-form.js';
import { strangers } from './strangers.js';
import { runTests } from './tests.js';

const failures: string[] = [];
let passed = 0;

async function run({ name, run: claim }: Check): Promise<void> {
  const start = performance.now();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    await claim();
    passed += 1;
    console.log(`✓ ${name} (${seconds()})`);
  } catch (error) {
    failures.push(name);
    console.log(`✗ ${name} (${seconds()})`);
    console.log(error instanceof CheckFailure ? error.message : error);
  }
}

async function runAll(checks: readonly Check[]): Promise<void> {
  for (const check of checks) await run(check);
}

/** Checks of one thread each, which write nothing that the others read. */
const sideBySide = (...lanes: readonly (readonly Check[])[]): Promise<unknown> => Promise.all(lanes.map(runAll));

// Later checks run though an earlier one failed: one run shows all that is to be mended.
await sideBySide(
  [commandCheck('lint', 'eslint', '.')],
  [
    // This program could not have been started without it.
    { name: 'clean install (npm ci)', run: () => Promise.resolve() },
    commandCheck('format', 'prettier', '--check', '.'),
    ...mergeMarks(),
    ...manifests(),
    ...dependencies(),
    ...changesets(),
    commandCheck('types', 'tsc', '-b'),
  ],
);
await runAll([
  ...lintRules(),
  commandCheck('build', 'nx', 'run-many', '-t', 'build', '--parallel=2', '--outputStyle=static'),
  ...nativeEngine(),
]);
const tests = await runTests();
await runAll([
  ...tests.checks,
  ...noNativeTestSkipped(tests.summary),
  commandCheck('wrong code is caught (npm run mutants)', 'npm', 'run', 'mutants', '--', '--green'),
  ...publishedForm(),
]);
await sideBySide([commandCheck('docs', 'npm', 'run', 'docs')], [...browserBundles(), ...strangers(), ...printedCode()]);
await runAll([...browserPage(), ...printedCommands(), ...pluginGenerator()]);

for (const name of failures) console.log(`failed: ${name}`);
for (const { name, note } of tests.summary.skipped)
  console.log(`skipped: ${name}${note === undefined ? '' : ` (${note})`}`);
const failed = failures.length + tests.summary.failed;
console.log(`${passed + tests.summary.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
