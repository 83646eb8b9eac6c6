/**
 * `npm run experiment -- NAME`: runs an experiment of the papers, and writes docs/results/NAME.json and its picture in docs/images.
 * Without a name it lists them. Options of all: --iterations, --episodes, --seeds 1,2,3, --only part,part, --data FOLDER, --out FOLDER.
 */
import { wasm } from '@innerloop/backend-wasm';
import { InnerloopError, useBackend } from '@innerloop/core';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { experiments } from './all.js';
import { frameOf } from './frame.js';
import { listOf, named } from './list.js';
import { commandLine } from './settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<void> {
  const defaults = { data: join(root, '../shared/data'), out: join(root, 'docs') };
  const { name, settings } = commandLine(process.argv.slice(2), defaults);
  if (name === undefined) {
    console.log(`npm run experiment -- NAME\n\n${listOf(experiments)}`);
    return;
  }
  const experiment = named(experiments, name, settings);
  await useBackend(wasm());
  await experiment.run(frameOf(name, settings));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InnerloopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
