/**
 * SNAIL with a prototypical head beside SNAIL and beside prototypical networks: the same embedding, tasks, meta-batch and iterations.
 *
 *     npx tsx --conditions=@innerloop/source examples/snail-prototypes/main.ts [--iterations 2000] [--seed 1]
 */
import { wasm } from '@innerloop/backend-wasm';
import { snail } from '@innerloop/blackbox';
import { progressDisplay } from '@innerloop/cli';
import { compileLearner } from '@innerloop/compile';
import { accuracy, conv4, useBackend } from '@innerloop/core';
import type { Learner, Tree } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { prototypical } from '@innerloop/metric';
import { parseArgs } from 'node:util';
import { stepOf, trained } from '../experiment/train.js';
import { snailWithPrototypes } from './learner.js';

const { values } = parseArgs({
  options: { iterations: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const [iterations, seed] = [Number(values.iterations), Number(values.seed)];

const [ways, features] = [5, 32];
const source = glyphs({ ways, shots: 1, queries: 5, size: 16 });
const model = conv4({ height: 16, width: 16, channels: 1, filters: features, downsample: 'stride' });
const small = {
  filters: 32,
  attentions: [
    { keys: 32, values: 16 },
    { keys: 32, values: 16 },
  ],
};
const learners: readonly Learner<Tree>[] = [
  snailWithPrototypes(model, features, ways),
  snail({ model, features, outputs: ways, length: ways + 1, ...small }),
  prototypical({ model }),
];

await useBackend(wasm());
const rows = [];
for (const learner of learners) {
  const display = progressDisplay({ label: learner.name.padEnd(24) });
  const of = { step: stepOf(learner), tasks: await source.open('train'), iterations, metaBatch: 4, seed, display };
  const { params, seconds, dispose } = await trained(of);
  const asked = {
    learner: compileLearner(learner),
    params,
    tasks: await source.open('test'),
    metric: accuracy,
    seed: 7,
  };
  const { rows: alone, transductive = [] } = await evaluate({ ...asked, inference: 'both' });
  const figure = (row: { readonly mean: number; readonly ci95: number } | undefined): string =>
    row === undefined ? '' : `${(100 * row.mean).toFixed(1)} ± ${(100 * row.ci95).toFixed(1)}`;
  rows.push({
    learner: learner.name,
    'alone, %': figure(alone[0]),
    'together, %': figure(transductive[0]),
    seconds: Math.round(seconds),
  });
  dispose();
}
console.table(rows);
