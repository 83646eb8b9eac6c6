import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  disposeTree,
  initialize,
  meanSquaredError,
  meanSquaredErrorMetric,
  mlp,
  seed,
  tidy,
  useBackend,
  zeros,
} from '@innerloop/core';
import type { AnyInnerLearner, MetaGradient, ParamTree, TaskDistribution, UpdateRule } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, chain, clipByNorm, learnedOptimizer, lstm, sgd, tNet, unitMasks } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

interface Training {
  readonly metaGradient: MetaGradient;
  readonly iterations: number;
  readonly rate: number;
}

/** Errors of a learner on new tasks after each number of steps. */
async function errorsOf(
  learner: AnyInnerLearner,
  params: ParamTree,
  tasks: TaskDistribution,
  steps: readonly number[],
): Promise<readonly number[]> {
  const given = { learner, params, tasks, metric: meanSquaredErrorMetric, seed: 99, steps };
  return (await evaluate({ ...given, episodes: 300, batch: 100 })).rows.map(({ mean }) => mean);
}

async function trainedErrors(
  learner: AnyInnerLearner,
  tasks: TaskDistribution,
  steps: readonly number[],
  { metaGradient, iterations, rate }: Training,
): Promise<readonly number[]> {
  const optimizer = chain(clipByNorm(1))(adam(rate));
  const step = compile(metaStep({ learner, metaGradient, optimizer }), { threads: 1 });
  return withTrained({ step, tasks, seed: 3, iterations, metaBatch: 16 }, (params) =>
    errorsOf(learner, params, tasks, steps),
  );
}

describe('meta-training a rule to minimise', () => {
  /** `f(φ) = mean((W φ − y)²)`, the query being the support: minimising it in ten steps is the task. */
  const quadratics: TaskDistribution = {
    name: 'quadratics',
    kind: 'regression',
    sample: ({ seed: from, tasks }) => {
      const draw = () => ({
        x: from.fold('x').draw('normal', [4, 4], tasks),
        y: from.fold('y').draw('normal', [4, 1], tasks),
      });
      return Promise.resolve({ support: draw(), query: draw() });
    },
  };
  const steps = 10;
  const learnerOf = (rule: UpdateRule): AnyInnerLearner =>
    maml({
      model: mlp({ inputs: 4, hidden: [], outputs: 1, initializer: zeros }),
      rule,
      loss: meanSquaredError,
      steps,
    });

  /** Gradient descent from zero, which is the best start by symmetry, at the best of many rates. */
  async function bestOfDescent(): Promise<number> {
    const errors: number[] = [];
    for (const rate of [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2]) {
      const learner = learnerOf(sgd(rate));
      const params = tidy(() => initialize(learner.specs, seed(1)));
      errors.push((await errorsOf(learner, params, quadratics, [steps]))[0] ?? NaN);
      disposeTree(params);
    }
    return Math.min(...errors);
  }

  it('learnedOptimizer gets further in ten steps than gradient descent at its best rate', async () => {
    const learner = learnerOf(learnedOptimizer({ hidden: [12], scale: 0.1 }));
    const training = { metaGradient: firstOrder(), iterations: 600, rate: 1e-2 };
    const [found] = await trainedErrors(learner, quadratics, [steps], training);
    expect(found).toBeLessThan(0.9 * (await bestOfDescent()));
  }, 120_000);
});

describe('meta-training on sinusoids', () => {
  const tasks = sinusoids({ shots: 10 });
  const model = mlp({ inputs: 1, hidden: [16], outputs: 1, activation: 'tanh' });

  it('by lstm gets further in five steps than by gradient descent at its best rate, both to first order', async () => {
    const training = { metaGradient: firstOrder(), iterations: 600, rate: 1e-2 };
    const afterFive = async (rule: UpdateRule): Promise<number> => {
      const learner = maml({ model, rule, loss: meanSquaredError, steps: 5 });
      return (await trainedErrors(learner, tasks, [5], training))[0] ?? NaN;
    };
    const descents: number[] = [];
    for (const rate of [0.01, 0.03, 0.06]) descents.push(await afterFive(sgd(rate)));
    expect(await afterFive(lstm({ units: 8 }))).toBeLessThan(0.95 * Math.min(...descents));
  }, 120_000);

  it('by MT-net makes one step better than MAML does at the same rate, and than no step', async () => {
    const training = { metaGradient: exact(), iterations: 600, rate: 5e-3 };
    const given = { loss: meanSquaredError, steps: 1 };
    const plain = maml({ ...given, model, rule: sgd(0.01) });
    const warped = maml({ ...given, model: tNet({ model }), adapts: ['net/'], rule: unitMasks()(sgd(0.01)) });
    const [, descended] = await trainedErrors(plain, tasks, [0, 1], training);
    const [before, after] = await trainedErrors(warped, tasks, [0, 1], training);
    expect(after).toBeLessThan(0.7 * (descended as number));
    expect(after).toBeLessThan(0.7 * (before as number));
  }, 120_000);
});
