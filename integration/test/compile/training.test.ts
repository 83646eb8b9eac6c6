import { wasm } from '@innerloop/backend-wasm';
import { compile, compileLearner } from '@innerloop/compile';
import {
  accuracy,
  conv4,
  crossEntropy,
  disposeTree,
  initialize,
  meanSquaredError,
  meanSquaredErrorMetric,
  mlp,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Metric, TaskDistribution, Tree } from '@innerloop/core';
import { glyphs, sinusoids } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, clipByNorm, cosine, momentum, scheduled, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import { decodeCheckpoint, encodeCheckpoint, exact, firstOrder, metaStep, train } from '@innerloop/training';
import type { GradientState, MetaStepOptions } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { trained } from '../support/trained.js';

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => useBackend(wasm()));

const failing = (reason: string): never => {
  throw new Error(`fell back: ${reason}`);
};
const compiled = (options: MetaStepOptions<AnyLearner>): ReturnType<typeof compile<GradientState, Tree>> =>
  compile(metaStep(options), { onFallback: failing });

const sines = (hidden: readonly number[], rate = 0.01): MetaStepOptions<AnyLearner> => ({
  learner: maml({
    model: mlp({ inputs: 1, hidden, outputs: 1, activation: 'tanh' }),
    rule: sgd(rate),
    loss: meanSquaredError,
  }),
  metaGradient: exact(),
  optimizer: adam(0.001),
});

const net = {
  height: 8,
  width: 8,
  channels: 1,
  filters: 4,
  downsample: 'stride',
  norm: { statistics: 'running' },
} as const;
const source = glyphs({ alphabets: 3, characters: 6, drawings: 5, size: 8, ways: 3, shots: 1, queries: 2 });
const images = maml({ model: conv4({ ...net, outputs: 3 }), rule: sgd(0.1), loss: crossEntropy, steps: 2 });

describe('training with a compiled step', () => {
  it('follows the eager one for a hundred steps', async () => {
    const options = { tasks: sinusoids({ shots: 5, queries: 5 }), seed: 3, iterations: 100, metaBatch: 5 };
    const [fast, slow] = [
      await trained({ ...options, step: compiled(sines([16, 16])) }),
      await trained({ ...options, step: metaStep(sines([16, 16])) }),
    ];
    fast.losses.forEach((loss, at) => expect(loss / (slow.losses[at] as number)).toBeCloseTo(1, 3));
    expectTreesClose(fast.checkpoint.state.params, slow.checkpoint.state.params, { tolerance: 1e-3 });
    disposeTree([fast.checkpoint.state, slow.checkpoint.state]);
  });

  const resumed: readonly MetaStepOptions<AnyLearner>[] = [
    { learner: images, metaGradient: exact(), optimizer: adam(1e-2) },
    { learner: images, metaGradient: firstOrder(), optimizer: momentum({ learningRate: 0.1 }), slices: 2 },
    {
      learner: prototypical({ model: conv4(net) }),
      metaGradient: exact(),
      optimizer: scheduled(cosine({ steps: 8 }))(clipByNorm(1)(adam(1e-2))),
    },
  ];

  it.each(resumed)(
    'ends bit for bit as it would have, when it is saved and resumed: $optimizer.name',
    async (options) => {
      const before = tf.memory().numTensors;
      const given = { tasks: await source.open('train'), seed: 6, metaBatch: 2 };
      const whole = await trained({ ...given, step: compiled(options), iterations: 8 });
      const half = await trained({ ...given, step: compiled(options), iterations: 3 });
      const from = decodeCheckpoint(await encodeCheckpoint(half.checkpoint));
      const rest = await trained({ ...given, step: compiled(options), iterations: 8, from });
      expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
      expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
      const bytes = await Promise.all([rest, whole].map(({ checkpoint }) => encodeCheckpoint(checkpoint)));
      expect(bytes[0]).toEqual(bytes[1]);
      disposeTree([whole, half, rest, { checkpoint: from }].map(({ checkpoint }) => checkpoint.state));
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('runs ten thousand steps in flat memory', async () => {
    const before = tf.memory();
    const heaps: number[] = [];
    const options = { tasks: sinusoids({ shots: 5, queries: 5 }), seed: 1, iterations: 10_000, metaBatch: 4 };
    for await (const { iteration } of train({ ...options, step: compiled(sines([40, 40])) })) {
      if (iteration % 1000 !== 0) continue;
      expect(tf.memory().numTensors).toBe(before.numTensors);
      heaps.push(process.memoryUsage().rss);
    }
    const [early, late] = [Math.max(...heaps.slice(0, 5)), Math.max(...heaps.slice(5))];
    expect(late - early).toBeLessThan(24 * 2 ** 20);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('goes on when the last batch is smaller, and with tasks of other sizes', async () => {
    const tasks = sinusoids({ shots: 5, queries: 5 });
    let calls = 0;
    const uneven: TaskDistribution = {
      ...tasks,
      sample: (request) => tasks.sample({ ...request, tasks: (calls += 1) % 3 === 0 ? 2 : request.tasks }),
    };
    const run = async (step: Parameters<typeof train<GradientState, Tree>>[0]['step']): Promise<readonly number[]> => {
      calls = 0;
      const { losses, checkpoint } = await trained({ step, tasks: uneven, seed: 2, iterations: 9, metaBatch: 4 });
      disposeTree(checkpoint.state);
      return losses;
    };
    const [fast, slow] = [await run(compiled(sines([8]))), await run(metaStep(sines([8])))];
    fast.forEach((loss, at) => expect(loss / (slow[at] as number)).toBeCloseTo(1, 4));
  });

  it('stops at a loss that is not finite, with the step not taken', async () => {
    const before = tf.memory().numTensors;
    const tasks = sinusoids({ shots: 5, queries: 5 });
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      const options = { step: compiled(sines([8], 1e30)), tasks, seed: 1, iterations: 5, metaBatch: 2 };
      for await (const { iteration } of train(options)) seen.push(iteration);
    };
    await expect(run()).rejects.toThrow('at iteration 1; that step was not taken');
    expect(seen).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('evaluating a compiled learner', () => {
  const learners: readonly [string, AnyLearner, readonly number[] | undefined, Metric][] = [
    ['maml', images, [0, 1, 3], accuracy],
    ['maml, as often as it says', images, undefined, accuracy],
    ['prototypical', prototypical({ model: conv4(net) }), undefined, accuracy],
  ];

  it.each(learners)('gives the figures of the learner: %s', async (_, learner, steps, metric) => {
    const before = tf.memory().numTensors;
    const params = tidy(() => initialize(learner.specs, seed(4)));
    const given = { params, tasks: await source.open('test'), metric, episodes: 10, batch: 4, seed: 3, steps };
    const [fast, slow] = [
      await evaluate({ ...given, learner: compileLearner(learner, { onFallback: failing }) }),
      await evaluate({ ...given, learner }),
    ];
    expect(fast).toEqual({ ...slow, rows: fast.rows });
    fast.rows.forEach(({ mean }, row) => expect(mean).toBeCloseTo(slow.rows[row]?.mean ?? NaN, 2));
    disposeTree(params);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the figures of a regression to rounding', async () => {
    const { learner } = sines([16]);
    const params = tidy(() => initialize(learner.specs, seed(4)));
    const tasks = sinusoids({ shots: 5, queries: 20 });
    const given = { params, tasks, metric: meanSquaredErrorMetric, episodes: 10, batch: 4, seed: 3, steps: [0, 1, 5] };
    const [fast, slow] = [
      await evaluate({ ...given, learner: compileLearner(learner, { onFallback: failing }) }),
      await evaluate({ ...given, learner }),
    ];
    fast.rows.forEach(({ mean }, row) => expect(mean / (slow.rows[row]?.mean ?? NaN)).toBeCloseTo(1, 4));
    disposeTree(params);
  });
});
