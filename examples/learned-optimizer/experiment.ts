import { compileLearner } from '@innerloop/compile';
import { meanSquaredError, meanSquaredErrorMetric, mlp } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import type { EvaluationRow } from '@innerloop/evaluation';
import { adam, chain, clipByNorm, learnedOptimizer, sgd } from '@innerloop/inner';
import { everyStep, maml } from '@innerloop/outer';
import { firstOrder, metaStep, unrolledStep } from '@innerloop/training';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { trained } from '../experiment/train.js';

/** Steps of the optimizee, and after how many of them the optimizer is updated. */
const [horizon, truncation] = [100, 20];
const measuredAt = [0, truncation, 50, horizon];
const setting = { net: 'MLP 1-16-1, tanh', tasks: 'sinusoids, 10 points', horizon, truncation, metaBatch: 8 } as const;
const tasks = sinusoids({ shots: 10, queries: 10 });

const learnerOf = (rule: UpdateRule, steps: number) =>
  maml({
    model: mlp({ inputs: 1, hidden: [16], outputs: 1, activation: 'tanh' }),
    rule,
    loss: meanSquaredError,
    steps,
    objective: everyStep(),
  });

/** A figure after each number of steps, on the same tasks for all. */
async function errors(rule: UpdateRule, params: ParamTree, seed = 7): Promise<readonly EvaluationRow[]> {
  const learner = compileLearner(learnerOf(rule, horizon));
  const how = { metric: meanSquaredErrorMetric, seed, episodes: 200, batch: 50, steps: measuredAt };
  return (await evaluate({ learner, params, tasks, ...how })).rows;
}

/** What a rule is at its best: the rate, and its figures from the start that the optimizer has. */
interface Tuned {
  readonly rate: number;
  readonly rows: readonly EvaluationRow[];
}

/** The rate with the least error after all steps, on tasks of another seed than those that are reported. */
async function tuned(of: (rate: number) => UpdateRule, rates: readonly number[], params: ParamTree): Promise<Tuned> {
  const found: { readonly rate: number; readonly error: number }[] = [];
  for (const rate of rates) {
    const last = await errors(of(rate), params, 8).then(
      (rows) => rows.at(-1)?.mean ?? Infinity,
      () => Infinity, // it diverged
    );
    found.push({ rate, error: last });
  }
  const { rate } = found.reduce((best, each) => (each.error < best.error ? each : best));
  return { rate, rows: await errors(of(rate), params) };
}

async function measured(frame: Frame): Promise<Readonly<Record<string, unknown>>> {
  const { iterations = 1000, seeds: [seed = 1] = [] } = frame.settings;
  const rule = (): UpdateRule => learnedOptimizer({ hidden: [10], scale: 0.1 });
  const optimizer = chain(clipByNorm(1))(adam(0.003));
  const [whole, part] = [learnerOf(rule(), horizon), learnerOf(rule(), truncation)];
  const metaGradient = firstOrder();
  const { metaBatch } = setting;
  const steps = {
    carried: unrolledStep({ learner: whole, metaGradient, optimizer, horizon, truncation, metaBatch }),
    anew: metaStep({ learner: part, metaGradient, optimizer }),
  };
  const results: Record<string, unknown> = {};
  let start: ParamTree = {};
  const owned: (() => void)[] = [];
  for (const [name, step] of Object.entries(steps)) {
    const display = frame.progress(name);
    const run = await trained({ step, tasks, iterations, metaBatch, seed, display });
    owned.push(run.dispose);
    if (name === 'carried') start = run.params;
    results[name] = { seconds: Math.round(run.seconds), rows: await errors(rule(), run.params) };
  }
  results['sgd'] = await tuned((rate) => sgd(rate), [0.003, 0.01, 0.03, 0.1, 0.3], start);
  results['adam'] = await tuned((rate) => adam(rate), [0.003, 0.01, 0.03, 0.1, 0.3], start);
  owned.forEach((dispose) => dispose());
  return results;
}

/** A learned optimizer trained in unrolls that go on, beside one that knows the first steps alone, and SGD and Adam at their best rates. */
export const learnedOptimizerInUnrolls: Experiment = {
  name: 'learned-optimizer',
  summary: 'a learned optimizer over 100 steps, trained in unrolls of 20 that go on or begin anew, beside SGD and Adam',
  run: async (frame) => {
    const { command, machine } = frame;
    await frame.writeResult('learned-optimizer', { command, machine, setting, results: await measured(frame) });
  },
};
