import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import {
  crossEntropy,
  disposeTree,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  dense,
  activation,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Episode } from '@innerloop/core';
import { adam, metaSgd, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, regressionEpisodes } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import type { MetaStepOptions } from '@innerloop/training';
import { beforeAll, describe, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => useBackend(wasm()));

const size = { tasks: 1, shots: 3, queries: 3 };
const curve = (): Episode => regressionEpisodes()(size, seed(31));
const classes = (): Episode => classificationEpisodes({ features: [4], ways: 3 })(size, seed(32));

const regression = { model: mlp({ inputs: 1, hidden: [16], outputs: 1, activation: 'tanh' }), loss: meanSquaredError };
const classification = { model: mlp({ inputs: 4, hidden: [16], outputs: 3 }), loss: crossEntropy };
const embedding = sequential({
  hidden: dense({ inputs: 4, outputs: 16 }),
  activation: activation('tanh'),
  features: dense({ inputs: 16, outputs: 8 }),
});
interface Case extends Omit<MetaStepOptions<AnyLearner>, 'optimizer'> {
  readonly name: string;
  readonly episode: () => Episode;
}

const cases: readonly Case[] = [
  { name: 'maml', learner: maml({ ...regression, rule: sgd(0.05) }), metaGradient: exact(), episode: curve },
  {
    name: 'maml of first order',
    learner: maml({ ...regression, rule: sgd(0.05), steps: 3 }),
    metaGradient: firstOrder(),
    episode: curve,
  },
  {
    name: 'maml with learned rates',
    learner: maml({ ...classification, rule: metaSgd({ rate: 0.1 }) }),
    metaGradient: exact(),
    episode: classes,
  },
  { name: 'prototypical', learner: prototypical({ model: embedding }), metaGradient: exact(), episode: classes },
];

describe('one task, seen again and again [row 48]', () => {
  it.each(cases)('is learned by heart by $name', ({ learner, metaGradient, episode: make }) => {
    const step = compile(metaStep({ learner, metaGradient, optimizer: adam(0.02) }));
    const episode = tidy(make);
    let state = tidy(() => step.init(seed(2)));
    const losses: number[] = [];
    for (let iteration = 0; iteration < 250; iteration++) {
      const { state: next, metrics } = tidy(() => step.run(state, episode, seed(3).fold(iteration)));
      losses.push(metrics['loss']?.dataSync()[0] as number);
      disposeTree([state, metrics], next);
      state = next;
    }
    disposeTree([state, episode]);
    expect(losses[0]).toBeGreaterThan(0.05);
    expect(losses.at(-1)).toBeLessThan(1e-3);
  });
});
