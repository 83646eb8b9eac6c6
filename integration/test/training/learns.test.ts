import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  accuracy,
  conv4,
  disposeTree,
  initialize,
  meanSquaredError,
  meanSquaredErrorMetric,
  mlp,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Model, ParamTree } from '@innerloop/core';
import { glyphs, sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { logistic, maml, ridge, svm } from '@innerloop/outer';
import { exact, metaStep } from '@innerloop/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

describe('meta-training on sinusoids', () => {
  const tasks = sinusoids({ shots: 10 });

  /** Mean squared error after each number of steps, of maml with some steps in training, meta-trained briefly. */
  async function errors(steps: number, iterations: number): Promise<readonly number[]> {
    const learner = maml({
      model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }),
      rule: sgd(0.01),
      loss: meanSquaredError,
      steps,
      testSteps: 1,
    });
    const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(1e-3) }));
    return withTrained({ step, tasks, seed: 3, iterations, metaBatch: 10 }, async (params) => {
      const given = { learner, params, tasks, metric: meanSquaredErrorMetric, seed: 99, steps: [0, 1] };
      return (await evaluate({ ...given, episodes: 300, batch: 100 })).rows.map(({ mean }) => mean);
    });
  }

  it('by maml makes one step better than predicting zero, than no step, and than a pretrained network', async () => {
    const [before, after] = await errors(1, 800);
    const [, pretrained] = await errors(0, 800);
    expect(after).toBeLessThan(2);
    expect(after).toBeLessThan(0.6 * (before as number));
    expect(after).toBeLessThan(0.8 * (pretrained as number));
  }, 120_000);
});

describe('meta-training on glyphs', () => {
  const source = glyphs({ alphabets: 12, characters: 12, size: 16, ways: 5, shots: 1, queries: 5 });
  const model: Model = conv4({
    height: 16,
    width: 16,
    channels: 1,
    filters: 16,
    downsample: 'stride',
    head: 'flatten',
    bias: false,
  });
  const metric = prototypical({ model, scale: 1 / 16 });

  async function shareRight(learner: AnyLearner, params: ParamTree): Promise<number> {
    const given = { learner, params, tasks: await source.open('test'), metric: accuracy, seed: 99 };
    return (await evaluate({ ...given, episodes: 200, batch: 50 })).rows[0]?.mean as number;
  }

  /** Of prototypical networks with an embedding that is not trained: how far characters can be told apart as they are drawn. */
  async function untrained(): Promise<number> {
    const fresh = tidy(() => initialize(metric.specs, seed(4)));
    const found = await shareRight(metric, fresh);
    disposeTree(fresh);
    return found;
  }

  it.each([
    ['prototypical', metric, 150],
    ['ridge', ridge({ model, scale: 4 }), 120],
    ['logistic', logistic({ model, iterations: 2 }), 120],
    ['svm', svm({ model }), 120],
  ] as const)(
    'by %s tells new characters apart, better than untrained and far better than chance',
    async (_name, learner, iterations) => {
      const before = await untrained();
      const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(2e-3) }));
      const options = { step, tasks: await source.open('train'), seed: 4, iterations, metaBatch: 4 };
      const after = await withTrained(options, (params) => shareRight(learner, params));
      expect(after).toBeGreaterThan(0.5);
      expect(after).toBeGreaterThan(before + 0.05);
    },
    120_000,
  );
});
