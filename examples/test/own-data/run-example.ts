import { evaluateExperiment, experimentOf, load, readConfig, startRun, withOverrides } from '@innerloop/cli';
import type { TrainRunResult } from '@innerloop/cli';
import type { EvaluationResult } from '@innerloop/evaluation';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A new folder that is removed after the tests of a file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'innerloop-own-data-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Where `../shared/data/NAME` is, if it is there. */
export function sharedData(name: string): string | undefined {
  const path = join(root, '../shared/data', name);
  return existsSync(path) ? path : undefined;
}

/** What an example gave. */
export interface ExampleResult {
  readonly trained: TrainRunResult;
  readonly evaluation: EvaluationResult;
}

/** Trains a configuration of examples/own-data with some settings replaced, opens the run again and evaluates it. */
export async function runExample(file: string, settings: readonly string[]): Promise<ExampleResult> {
  const config = withOverrides(await readConfig(join(root, 'examples/own-data', file)), settings);
  const out = join(await temporaryFolder(), 'run');
  const trained = await startRun({ experiment: await experimentOf(config), config, out });
  const run = await load(out);
  try {
    return { trained, evaluation: await evaluateExperiment(run.experiment, run.params) };
  } finally {
    run.dispose();
  }
}
