/**
 * `npm run reproduce -- NAME… [--data FOLDER]`: trains the experiments of the papers, judges the last iterate, and writes
 * docs/results/NAME.json and docs/results.md. Runs are kept in runs/reproduce: one that was stopped goes on, one that is
 * finished is only judged again.
 */
import { wasm } from '@innerloop/backend-wasm';
import {
  aboutRun,
  createRun,
  evaluateExperiment,
  experimentOf,
  load,
  openRun,
  progressDisplay,
  readConfig,
  trainRun,
  withOverrides,
} from '@innerloop/cli';
import { InvalidOptionError, useBackend } from '@innerloop/core';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reproductions } from './experiments.js';
import type { Reproduction } from './experiments.js';
import type { ReproductionResult } from './result.js';
import { resultsPage } from './table.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = join(root, 'docs/results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: join(root, '../shared/data') } },
});

function chosen(): readonly Reproduction[] {
  const known = reproductions.map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidOptionError(`reproduce: no experiment '${unknown}'. There are: ${known.join(', ')}.`);
  return positionals.length === 0 ? reproductions : reproductions.filter(({ name }) => positionals.includes(name));
}

const settingsOf = ({ data }: Reproduction, seed: number): readonly string[] => [
  `train.seed=${seed}`,
  ...(data === undefined ? [] : [`data.path=${JSON.stringify(resolve(values.data, data))}`]),
];

/** Trains one seed to its end, from where it is; gives its folder and how many minutes it took in all. */
async function trained(reproduction: Reproduction, seed: number): Promise<{ path: string; minutes: number }> {
  const path = join(root, 'runs/reproduce', `${reproduction.name}-${seed}`);
  const fresh = !existsSync(path);
  const given = withOverrides(
    await readConfig(join(root, 'examples', reproduction.config)),
    settingsOf(reproduction, seed),
  );
  const experiment = await experimentOf(fresh ? given : (await openRun(path)).config);
  const about = aboutRun({ ...experiment, name: reproduction.name });
  const folder = fresh ? await createRun(path, given, about) : (await openRun(path)).folder;
  const display = progressDisplay({ label: `${reproduction.name}, seed ${seed}` });
  await trainRun({
    experiment,
    folder,
    resume: !fresh,
    onProgress: ({ iteration, iterations, loss }) => display.update(iteration, iterations, `loss ${loss.toFixed(2)}`),
  });
  display.stop();
  return { path, minutes: await minutesOf(folder.metrics) };
}

/** The seconds of the log start anew with each process: what counts is the sum of their ends. */
async function minutesOf(metrics: string): Promise<number> {
  const seconds = (await readFile(metrics, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { seconds: number }).seconds);
  return seconds.filter((value, i) => (seconds[i + 1] ?? 0) < value).reduce((sum, value) => sum + value, 0) / 60;
}

async function reproduce(reproduction: Reproduction): Promise<ReproductionResult> {
  const { name, seeds, data } = reproduction;
  const runs: { path: string; minutes: number }[] = [];
  for (const seed of seeds) runs.push(await trained(reproduction, seed));
  const judgements = [];
  for (const { overrides, ...judgement } of reproduction.judgements) {
    const results = [];
    for (const { path } of runs) {
      const run = await load(path);
      results.push(await evaluateExperiment(run.experiment, run.params, overrides));
      run.dispose();
    }
    judgements.push({ ...judgement, results });
  }
  const { training } = await experimentOf((await openRun((runs[0] as { path: string }).path)).config);
  return {
    name,
    command: `npm run reproduce -- ${name}${data === undefined ? '' : ' --data FOLDER'}`,
    iterations: training.iterations,
    metaBatch: training.metaBatch,
    seeds,
    minutes: runs.map(({ minutes }) => minutes),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}, wasm`,
    judgements,
  };
}

async function writeResults(): Promise<void> {
  const order = reproductions.map(({ name }) => `${name}.json`);
  const files = (await readdir(kept)).filter((file) => order.includes(file));
  files.sort((left, right) => order.indexOf(left) - order.indexOf(right));
  const results = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(kept, file), 'utf8')) as ReproductionResult),
  );
  await writeFile(join(root, 'docs/results.md'), resultsPage(results));
}

await useBackend(wasm());
await mkdir(kept, { recursive: true });
for (const reproduction of chosen()) {
  const result = await reproduce(reproduction);
  await writeFile(join(kept, `${reproduction.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  await writeResults();
  console.log(`docs/results/${reproduction.name}.json`);
}
