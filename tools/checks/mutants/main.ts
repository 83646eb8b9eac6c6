import { parseArgs } from 'node:util';
import { CheckFailure } from '../check.js';
import { mutants } from './catalogue.js';
import type { Mutant } from './mutant.js';
import { runMutant } from './run-mutant.js';
import { withScratch } from './scratch.js';
import { runTests } from './tests.js';

interface Verdict {
  readonly mutant: Mutant;
  /** Names of the tests that caught it: none if it survived. */
  readonly caught: readonly string[];
  readonly note: string;
}

const shown = 3;

async function judge(mutant: Mutant, scratch: string): Promise<Verdict> {
  try {
    const { passed, failed } = await runMutant(mutant, scratch);
    return { mutant, caught: failed, note: `${failed.length} of ${passed + failed.length} tests red` };
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    return { mutant, caught: [], note: error.message };
  }
}

function tell({ mutant, caught, note }: Verdict): void {
  console.log(`${caught.length > 0 ? '✓ caught  ' : '✗ SURVIVED'}  ${mutant.defect}  [${mutant.file}; ${note}]`);
  for (const name of caught.slice(0, shown)) console.log(`              ${name}`);
  if (caught.length > shown) console.log(`              … and ${caught.length - shown} more`);
}

/** Without defects all these tests are green: it is the defects that turn them red. */
async function expectGreen(scratch: string): Promise<void> {
  const { passed, failed } = await runTests(scratch, { tests: [...new Set(mutants.flatMap(({ tests }) => tests))] });
  if (failed.length > 0) throw new CheckFailure(`Red without any defect:\n${failed.join('\n')}`);
  console.log(`${passed} tests are green without a defect; each defect by itself:`);
}

/** Judges one defect after the other, as long as there are any left. */
async function lane(left: Mutant[], scratch: string): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
    const verdict = await judge(mutant, scratch);
    tell(verdict);
    verdicts.push(verdict);
  }
  return verdicts;
}

/**
 * Puts each defect into a copy of the sources, runs the tests that should see it, and fails if one is not seen.
 * An argument chooses the defects whose words contain it; `--green` says that the tests have just passed without a defect.
 */
async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({ options: { green: { type: 'boolean' } }, allowPositionals: true });
  const [wanted = ''] = positionals;
  const left = mutants.filter(({ defect }) => defect.includes(wanted));
  if (wanted === '' && values.green !== true) await withScratch(expectGreen);
  const lanes = Array.from({ length: 2 }, () => withScratch((scratch) => lane(left, scratch)));
  const verdicts = (await Promise.all(lanes)).flat();
  const caught = verdicts.filter((verdict) => verdict.caught.length > 0);
  console.log(`${caught.length} of ${verdicts.length} defects caught`);
  return verdicts.length > 0 && caught.length === verdicts.length;
}

process.exitCode = (await main()) ? 0 : 1;
