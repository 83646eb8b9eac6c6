/**
 * A learned initialisation with a learned update network, beside MAML: the same network, tasks, inner steps, meta-batch and
 * iterations. What differs is the rule, an argument.
 *
 *     npx tsx --conditions=@innerloop/source examples/learned-init-learned-update/main.ts [--iterations 2000] [--seed 1]
 */
import { wasm } from '@innerloop/backend-wasm';
import { progressDisplay } from '@innerloop/cli';
import { compile, compileLearner } from '@innerloop/compile';
import { meanSquaredError, meanSquaredErrorMetric, mlp, useBackend } from '@innerloop/core';
import type { MetaGradient, ParamTree, UpdateRule } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, chain, clipByNorm, learnedOptimizer, lstm, metaSgd, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, firstOrder, metaStep, train } from '@innerloop/training';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { iterations: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const [iterations, seed] = [Number(values.iterations), Number(values.seed)];

const tasks = sinusoids({ shots: 10 });
const steps = 5;
const learnerOf = (rule: UpdateRule) =>
  maml({
    model: mlp({ inputs: 1, hidden: [20, 20], outputs: 1, activation: 'tanh' }),
    rule,
    loss: meanSquaredError,
    steps,
  });

interface Contender {
  readonly name: string;
  readonly rule: UpdateRule;
  /** First order is exact where a rule reads gradients as constants, and keeps less. */
  readonly metaGradient: MetaGradient;
}

const open = { hidden: [10], scale: 0.1, preprocessing: 'none', secondDerivatives: true } as const;

const contenders: readonly Contender[] = [
  { name: 'MAML', rule: sgd(0.01), metaGradient: exact() },
  { name: 'first-order MAML', rule: sgd(0.01), metaGradient: firstOrder() },
  { name: 'Meta-SGD', rule: metaSgd({ rate: 0.01 }), metaGradient: exact() },
  { name: 'learned update', rule: learnedOptimizer({ hidden: [10] }), metaGradient: firstOrder() },
  { name: 'learned update, differentiated', rule: learnedOptimizer(open), metaGradient: exact() },
  { name: 'LSTM meta-learner', rule: lstm({ units: 10 }), metaGradient: firstOrder() },
];

type Row = Readonly<Record<string, string | number>>;

/** Mean squared error on 600 new tasks after 0, 1 and all steps. */
async function judged(learner: ReturnType<typeof learnerOf>, params: ParamTree): Promise<Row> {
  const { rows } = await evaluate({
    learner: compileLearner(learner),
    params,
    tasks,
    metric: meanSquaredErrorMetric,
    seed: 7,
    episodes: 600,
    batch: 100,
    steps: [0, 1, steps],
  });
  return Object.fromEntries(
    rows.map(({ steps: taken, mean, ci95 }) => [`after ${taken}`, `${mean.toFixed(2)} ± ${ci95.toFixed(2)}`]),
  );
}

async function trained({ name, rule, metaGradient }: Contender): Promise<Row> {
  const learner = learnerOf(rule);
  const optimizer = chain(clipByNorm(10))(adam(3e-3));
  const step = compile(metaStep({ learner, metaGradient, optimizer }));
  const display = progressDisplay({ label: name.padEnd(30) });
  const start = performance.now();
  let errors: Row = {};
  for await (const progress of train({ step, tasks, seed, iterations, metaBatch: 10 })) {
    display.update(progress.iteration, iterations, `loss ${progress.loss.toFixed(2)}`);
    if (progress.iteration === iterations) errors = await judged(learner, progress.params);
  }
  display.stop();
  return { method: name, ...errors, seconds: Math.round((performance.now() - start) / 1000) };
}

await useBackend(wasm());
const rows: Row[] = [];
for (const contender of contenders) rows.push(await trained(contender));
console.table(rows);
