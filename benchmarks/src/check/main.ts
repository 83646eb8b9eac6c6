/**
 * Fails when a ratio of ours to stock TensorFlow.js fell by more than 15 % since the last committed run: `npm run benchmark:check`.
 * Both sides are measured in one run, so another machine's speed divides out, as far as it treats both alike.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../driver/run.js';
import type { RunRecord } from '../driver/record.js';
import { optionsOf } from '../options.js';
import { parseHistory } from '../report/files.js';
import { shown } from '../report/numbers.js';
import { labelOf } from '../report/rows.js';
import { readCatalogue } from '../workloads/catalogue.js';
import { allowance, compare, reference } from './regressions.js';

const path = 'benchmarks/history/runs.jsonl';
const root = fileURLToPath(new URL('../../..', import.meta.url));
const checked = [
  '--workload',
  'sinusoid/1-step/second',
  '--workload',
  'omniglot/4x5-1-step/second',
  '--repetitions',
  '9',
];
const contenders = ['stock', 'stock-kernels', 'eager', 'compiled-1'];

function committed(): readonly RunRecord[] {
  try {
    const text = execFileSync('git', ['show', `HEAD:${path}`], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parseHistory(text);
  } catch {
    return [];
  }
}

async function main(): Promise<number> {
  const args = [...checked, ...contenders.flatMap((name) => ['--contender', name])];
  const now = await run(optionsOf(args, readCatalogue()), console.log);
  const before = reference(committed(), now.machine);
  if (before === undefined) {
    console.log(`No run is committed in ${path}: there is nothing to compare with. \`npm run benchmark\` makes one.`);
    return 0;
  }
  console.log(`Beside ${before.date.slice(0, 10)}, revision ${before.revision}, ${before.machine.cpu}:`);
  const comparisons = compare(before, now);
  for (const { workload, contender, before: was, now: is, fell } of comparisons) {
    console.log(`  ${fell ? 'FELL' : 'holds'} ${workload}, ${labelOf(contender)}: × ${shown(was)} → × ${shown(is)}`);
  }
  const lost = comparisons.filter(({ fell }) => fell).length;
  if (comparisons.length === 0) console.log('The two runs have no measurement in common.');
  if (lost > 0) console.log(`${lost} of ${comparisons.length} fell by more than ${allowance * 100} %.`);
  return lost > 0 || comparisons.length === 0 ? 1 : 0;
}

process.on('SIGINT', () => process.exit(130));
process.exitCode = await main();
