/**
 * `npm run experiment -- NAME`: runs an experiment of the papers, and writes docs/results/NAME.json and its picture in docs/images.
 * Without a name it lists them. Options of all: --iterations, --episodes, --seeds 1,2,3, --only part,part, --data FOLDER, --out FOLDER.
 */
import { wasm } from '@innerloop/backend-wasm';
import { InnerloopError, InvalidOptionError, useBackend } from '@innerloop/core';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { experiments } from './all.js';
import { frameOf } from './frame.js';
import { commandLine } from './settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const width = Math.max(...experiments.map(({ name }) => name.length)) + 2;
const list = (): string => experiments.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n');

async function main(): Promise<void> {
  const defaults = { data: join(root, '../shared/data'), out: join(root, 'docs') };
  const { name, settings } = commandLine(process.argv.slice(2), defaults);
  if (name === undefined) {
    console.log(`npm run experiment -- NAME\n\n${list()}`);
    return;
  }
  const experiment = experiments.find((one) => one.name === name);
  if (experiment === undefined)
    throw new InvalidOptionError(`experiment: there is no '${name}'. There are:\n${list()}`);
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
