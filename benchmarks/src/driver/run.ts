import { fileURLToPath } from 'node:url';
import { contenders, entrants } from '../contenders/registry.js';
import type { Options } from '../options.js';
import { shown } from '../report/numbers.js';
import { rowsOf } from '../report/rows.js';
import { writeNumbers } from '../workloads/numbers.js';
import { busyProcessors, machine, revision } from './machine.js';
import { measure } from './measure.js';
import type { Measurement, RunRecord, Skipped } from './record.js';

const cache = fileURLToPath(new URL('../../.cache/numbers', import.meta.url));

function tellRows(measurements: readonly Measurement[], tell: (line: string) => void): void {
  for (const { label, time, ratio } of rowsOf(measurements)) {
    const faster = ratio === undefined ? '' : `  × ${shown(ratio.median)}`;
    tell(`  ${label.padEnd(52)} ${shown(time.median).padStart(8)} ms${faster}`);
  }
}

function expectContenders(names: readonly string[]): void {
  const unknown = names.find((name) => !contenders.some((entry) => entry.name === name));
  if (unknown === undefined) return;
  throw new Error(`No contender '${unknown}'. There are: ${contenders.map(({ name }) => name).join(', ')}.`);
}

/** Measures all workloads of a run, one after the other; `keep` is given what there is after each. */
export async function run(
  options: Options,
  tell: (line: string) => void,
  keep: (soFar: RunRecord) => Promise<void> = () => Promise.resolve(),
): Promise<RunRecord> {
  expectContenders(options.contenders);
  const begun = performance.now();
  const date = new Date().toISOString();
  const busyBefore = await busyProcessors();
  if (busyBefore > 0.2)
    tell(`Other programs keep ${busyBefore.toFixed(1)} processors busy: the figures will be rough.`);
  const measurements: Measurement[] = [];
  const skipped: Skipped[] = [];
  const record = (): RunRecord => ({
    date,
    revision: revision(),
    machine: machine(),
    busyBefore,
    seconds: (performance.now() - begun) / 1000,
    measurements,
    skipped,
  });
  for (const workload of options.workloads) {
    tell(workload.name);
    const pace = workload.growth === undefined ? options.pace : options.growthPace;
    const folder = writeNumbers(workload, cache);
    const outcome = await measure(entrants(workload, options.contenders), { workload, folder, pace, tell });
    tellRows(outcome.measurements, tell);
    measurements.push(...outcome.measurements);
    skipped.push(...outcome.skipped);
    await keep(record());
  }
  return record();
}
