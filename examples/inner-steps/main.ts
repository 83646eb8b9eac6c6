/**
 * `npx tsx --conditions=@innerloop/source examples/inner-steps/main.ts`: memory, time and bias of meta-gradients against the number of
 * inner steps, run eagerly on wasm. Writes docs/results/inner-steps.json and docs/images/inner-steps.svg; with `--draw` only the
 * picture, of what was measured last.
 */
import { wasm } from '@innerloop/backend-wasm';
import { disposeTree, initialize, seed, tidy, useBackend } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contenders, learnerOf, setting, stepCounts } from './contenders.js';
import { gradientOf, measure } from './measure.js';
import type { Measurement, Problem } from './measure.js';
import { draw, innerStepsPlot } from './plot.js';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const results = join(docs, 'results/inner-steps.json');

async function measured(): Promise<void> {
  await useBackend(wasm());
  const tasks = sinusoids({ shots: setting.support, queries: setting.query });
  const episode = await tasks.sample({ seed: seed(7), tasks: setting.tasks, params: {} });
  const params = tidy(() => initialize(learnerOf(1).specs, seed(2)));
  const measurements: Measurement[] = [];
  const load = [loadavg()[0] as number];
  for (const steps of stepCounts) {
    const problem: Problem = { learner: learnerOf(steps), params, episode };
    const exact = gradientOf(contenders['exact'] as (typeof contenders)[string], problem);
    for (const [name, how] of Object.entries(contenders)) {
      const found = measure(name, how, steps, { problem, exact });
      measurements.push(found);
      console.log(
        `${name}, ${steps} steps: ${found.milliseconds.toFixed(1)} ms, ${(found.bytes / 1e6).toFixed(1)} MB, off by ${found.distance.toExponential(1)}`,
      );
    }
    disposeTree(exact);
  }
  load.push(loadavg()[0] as number);
  disposeTree([params, episode]);
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}, wasm`;
  const result = { command: 'examples/inner-steps/main.ts', machine, load, setting, measurements };
  await writeFile(results, `${JSON.stringify(result, null, 2)}\n`);
}

const { values } = parseArgs({ options: { draw: { type: 'boolean', default: false } } });
if (!values.draw) await measured();
const { measurements } = JSON.parse(await readFile(results, 'utf8')) as { readonly measurements: Measurement[] };
await mkdir(join(docs, 'images'), { recursive: true });
await writeFile(join(docs, 'images/inner-steps.svg'), await draw(innerStepsPlot(measurements)));
