import { wasm } from '@innerloop/backend-wasm';
import { conv4, crossEntropy, disposeTree, leaf, seed, sliceTasks, tidy, useBackend } from '@innerloop/core';
import type { AnyLearner, Episode, ParamTree } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { adam, clipByNorm, cosine, momentum, scheduled, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import { decodeCheckpoint, encodeCheckpoint, exact, firstOrder, metaStep } from '@innerloop/training';
import type { MetaStepOptions } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { trained } from '../support/trained.js';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => useBackend(wasm()));

const net = {
  height: 8,
  width: 8,
  channels: 1,
  filters: 4,
  downsample: 'stride',
  norm: { statistics: 'running' },
} as const;
const source = glyphs({ alphabets: 3, characters: 6, drawings: 5, size: 8, ways: 3, shots: 1, queries: 2 });
const mamlOf = (rule = sgd(0.1)): AnyLearner =>
  maml({ model: conv4({ ...net, outputs: 3 }), rule, loss: crossEntropy, steps: 2 });

const steps: readonly MetaStepOptions<AnyLearner>[] = [
  { learner: mamlOf(), metaGradient: exact(), optimizer: adam(1e-2) },
  { learner: mamlOf(), metaGradient: firstOrder(), optimizer: momentum({ learningRate: 0.1 }), slices: 2 },
  {
    learner: prototypical({ model: conv4(net) }),
    metaGradient: exact(),
    optimizer: scheduled(cosine({ steps: 8 }))(clipByNorm(1)(adam(1e-2))),
  },
];

describe('a training that is saved as a file and resumed', () => {
  it.each(steps.map((options) => metaStep(options)))('ends bit for bit as it would have: $name', async (step) => {
    const before = tf.memory().numTensors;
    const options = { step, tasks: await source.open('train'), seed: 6, metaBatch: 2 };
    const whole = await trained({ ...options, iterations: 8 });
    const half = await trained({ ...options, iterations: 3 });
    const from = decodeCheckpoint(await encodeCheckpoint(half.checkpoint));
    const rest = await trained({ ...options, iterations: 8, from });
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
    const bytes = await Promise.all([rest, whole].map(({ checkpoint }) => encodeCheckpoint(checkpoint)));
    expect(bytes[0]).toEqual(bytes[1]);
    disposeTree([whole, half, rest].map(({ checkpoint }) => checkpoint.state));
    disposeTree(from.state);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('running statistics of a training', () => {
  it.each([mamlOf(), prototypical({ model: conv4(net) })])(
    'are the mean of what the tasks report, of a moving average that starts at its stored value: $name',
    async (learner) => {
      const step = metaStep({ learner, metaGradient: exact(), optimizer: sgd(0.1) });
      const tasks = await source.open('train');
      const state = tidy(() => step.init(seed(2)));
      const episode = await tasks.sample({ seed: seed(3), tasks: 3, params: state.params });
      tf.tidy(() => {
        const { state: next } = step.run(state, episode, seed(1));
        const alone = [0, 1, 2].map((task): ParamTree => {
          const own = sliceTasks<Episode>(episode, task, 1);
          return step.run(state, own, seed(1).from(task)).state.params;
        });
        const running = Object.keys(learner.specs).filter((name) => learner.specs[name]?.role === 'running');
        expect(running.length).toBe(8);
        for (const name of running) {
          const each = tf.stack(alone.map((params) => leaf(params, name)));
          expectTreesClose(leaf(next.params, name), tf.mean(each, 0), { tolerance: 1e-5, absolute: 1e-6 });
        }
      });
      disposeTree([state, episode]);
    },
  );
});
