/**
 * `npm run online [-- --rounds 60 --seeds 3]`: follow the meta-leader on a sequence of sine curves, beside joint training, training on
 * everything and training from scratch; writes docs/results/online.json and docs/images/online.svg. Runs are kept in runs/online: one
 * that was stopped goes on from its last checkpoint.
 */
import { wasm } from '@innerloop/backend-wasm';
import { disposeTree, useBackend } from '@innerloop/core';
import { regret } from '@innerloop/training';
import type { Played } from '@innerloop/training';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chart } from './chart.js';
import { methods } from './methods.js';
import { finish, inHindsight } from './run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '3' },
    out: { type: 'string', default: join(root, 'docs') },
  },
});
const [rounds, seeds] = [Number(values.rounds), Number(values.seeds)];

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const meanCurve = (curves: readonly (readonly number[])[]): number[] =>
  Array.from({ length: curves[0]?.length ?? 0 }, (_, i) => mean(curves.map((curve) => curve[i] as number)));
const rounded = (numbers: readonly number[]): number[] => numbers.map((value) => Number(value.toPrecision(4)));
/** Of the last ten rounds at each place: single tasks differ much. */
const running = (curve: readonly number[]): number[] =>
  curve.map((_, i) => mean(curve.slice(Math.max(0, i - 9), i + 1)));

await useBackend(wasm());
const played: Record<string, (readonly Played[])[]> = Object.fromEntries(methods.map(({ name }) => [name, []]));
const comparators: (readonly number[])[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  for (const method of methods) {
    const folder = join(root, 'runs/online', `${method.name}-${seed}-${rounds}`);
    const onRound = (round: number, before: number): void => {
      if (round % 20 === 0)
        console.log(`${method.name}, seed ${seed}: round ${round}, error before it ${before.toFixed(3)}`);
    };
    const run = await finish({ method, seed, rounds, folder, onRound });
    played[method.name]?.push(run.rounds);
    // The comparator is what the meta-leader knows in the end: an estimate of the best fixed initialisation in hindsight.
    if (method.name === 'ftml') comparators.push(await inHindsight(method, run.params, seed, rounds));
    disposeTree(run.params);
  }
}

const results = methods.map(({ name, label }) => {
  const runs = played[name] ?? [];
  const all = runs.flat();
  const learned = all.flatMap(({ needed }) => needed ?? []);
  const suffered = runs.map((run) => run.map(({ before }) => before));
  const late = (pick: (round: Played) => number): number => mean(runs.flatMap((run) => run.slice(-20).map(pick)));
  return {
    name,
    label,
    lastTwentyBefore: late(({ before }) => before),
    lastTwentyAfter: late(({ after }) => after),
    learnedShare: learned.length / all.length,
    /** Of the tasks that were learned; the others are censored. */
    examplesNeeded: learned.length === 0 ? null : mean(learned),
    before: rounded(meanCurve(suffered)),
    after: rounded(meanCurve(runs.map((run) => run.map(({ after }) => after)))),
    regret: rounded(meanCurve(suffered.map((curve, i) => regret(curve, comparators[i] as readonly number[])))),
  };
});

const result = {
  command: `npm run online -- --rounds ${rounds} --seeds ${seeds}`,
  tasks: 'sine curves, 10 examples by 5, judged on 100',
  rounds,
  seeds,
  comparator: rounded(meanCurve(comparators)),
  methods: results,
};
await mkdir(join(values.out, 'results'), { recursive: true });
await mkdir(join(values.out, 'images'), { recursive: true });
await writeFile(join(values.out, 'results/online.json'), `${JSON.stringify(result, null, 2)}\n`);
const picture = chart(
  [
    {
      title: 'error on the task of the round, before its updates',
      axis: 'mean squared error, mean of ten rounds',
      scale: 'log',
      series: results.map(({ label, before }) => ({ label, values: running(before) })),
    },
    {
      title: 'regret against the last meta-leader',
      axis: 'sum of errors beyond it',
      scale: 'linear',
      series: results.map(({ label, regret: sums }) => ({ label, values: sums })),
    },
  ],
  methods.map(({ label }) => label),
);
await writeFile(join(values.out, 'images/online.svg'), picture);
for (const { label, lastTwentyBefore, lastTwentyAfter, learnedShare } of results) {
  console.log(
    `${label}: ${lastTwentyBefore.toFixed(3)} before the updates of a round, ${lastTwentyAfter.toFixed(3)} after (last 20 rounds); ${(100 * learnedShare).toFixed(0)} % of all tasks learned`,
  );
}
