import {
  activation,
  averagePool,
  batchNorm,
  conv2d,
  conv4,
  crossEntropy,
  dense,
  flatten,
  initialize,
  meanSquaredError,
  mlp,
  seed,
  sequential,
  tidy,
} from '@innerloop/core';
import type { AnyLearner, Episode, Model, ParamTree, Tree } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { adam, chain, clipByNorm, metaSgd, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, expectTreesClose } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.js';

const [reference, ...others] = engines;
const names = others.map(({ name }) => name).join(', ');

/** The same computation on every engine, on tensors of the engine that computes: the reference's first. */
async function onEach(compute: () => Tree | Promise<Tree>): Promise<readonly [Tree, ...Tree[]]> {
  await reference.start();
  const found: [Tree, ...Tree[]] = [await compute()];
  for (const { start } of others) {
    await start();
    found.push(await compute());
  }
  return found;
}

/** A convolutional network without kinks: what differs by rounding stays so. */
function smooth(outputs: number): Model {
  const block = (inputChannels: number, strides: number): Model =>
    sequential({
      conv: conv2d({ inputChannels, filters: 4, kernelSize: 3, strides }),
      norm: batchNorm({ features: 4, statistics: 'batch' }),
      activation: activation('tanh'),
    });
  return sequential({
    block1: block(1, 2),
    block2: block(4, 1),
    pool: averagePool(),
    flatten: flatten(),
    head: dense({ inputs: 16, outputs }),
  });
}

const images = (size: number): Episode =>
  classificationEpisodes({ features: [size, size, 1], ways: 3 })({ tasks: 3, shots: 2, queries: 2 }, seed(41));

const kinked = { height: 16, width: 16, channels: 1, filters: 4, norm: { statistics: 'support' } } as const;
const rules = {
  sgd: sgd(0.2),
  metaSgd: chain(clipByNorm(0.5))(metaSgd({ rate: 0.2 })),
  adam: adam({ learningRate: 0.05, epsilon: 0.01 }),
};

const cases: readonly { name: string; learner: AnyLearner; size: number; tolerance: number }[] = [
  ...Object.entries(rules).map(([name, rule]) => ({
    name: `maml with ${name} on a smooth convolutional network`,
    learner: maml({ model: smooth(3), rule, loss: crossEntropy, steps: 2 }),
    size: 8,
    tolerance: 1e-5,
  })),
  ...(['stride', 'pool'] as const).map((downsample) => ({
    name: `maml on conv4, downsampled by ${downsample}`,
    learner: maml({
      model: conv4({ ...kinked, downsample, outputs: 3 }),
      rule: sgd(0.1),
      loss: crossEntropy,
      steps: 2,
    }),
    size: 16,
    tolerance: 1e-4, // at a kink of relu rounding may decide on the slope
  })),
  { name: 'prototypical', learner: prototypical({ model: smooth(5) }), size: 8, tolerance: 1e-5 },
];

describe(`${names}: the meta-gradient of the cpu backend`, () => {
  it.each(cases)('$name', async ({ learner, size, tolerance }) => {
    for (const how of [exact(), firstOrder()]) {
      const [wanted, ...found] = await onEach(() =>
        tidy(() => {
          const { loss, grads } = how.estimate({
            learner,
            params: initialize(learner.specs, seed(2)),
            episode: images(size),
            key: seed(1),
          });
          return { loss, grads };
        }),
      );
      for (const tree of found) expectTreesClose(tree, wanted, { tolerance, absolute: 1e-6 });
    }
  });
});

describe('a meta-step on sinusoids', () => {
  it('comes to the same on all backends, to 1e-5', async () => {
    const learner = maml({
      model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }),
      rule: sgd(0.01),
      loss: meanSquaredError,
    });
    const step = metaStep({ learner, metaGradient: exact(), optimizer: sgd(0.01) });
    const [wanted, ...found] = await onEach(async () => {
      const episode = await sinusoids().sample({ seed: seed(8), tasks: 4, params: {} });
      return tidy((): { readonly params: ParamTree; readonly metrics: ParamTree } => {
        const { state, metrics } = step.run(step.init(seed(2)), episode, seed(1));
        return { params: state.params, metrics };
      });
    });
    expect(found).toHaveLength(others.length);
    for (const tree of found) expectTreesClose(tree, wanted, { tolerance: 1e-5 });
  });
});
