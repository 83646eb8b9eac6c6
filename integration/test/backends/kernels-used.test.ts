import { wasm } from '@innerloop/backend-wasm';
import { conv4, crossEntropy, initialize, meanSquaredError, mlp, seed, tidy, useBackend } from '@innerloop/core';
import type { AnyLearner, Episode } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { classificationEpisodes } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

const conv = (downsample: 'stride' | 'pool'): ReturnType<typeof conv4> =>
  conv4({ height: 16, width: 16, channels: 1, filters: 4, norm: { statistics: 'support' }, downsample, outputs: 3 });
const images = (): Promise<Episode> =>
  Promise.resolve(
    classificationEpisodes({ features: [16, 16, 1], ways: 3 })({ tasks: 3, shots: 2, queries: 2 }, seed(41)),
  );
const curves = (): Promise<Episode> => sinusoids().sample({ seed: seed(8), tasks: 4, params: {} });

const cases: readonly (readonly [string, AnyLearner, () => Promise<Episode>])[] = [
  [
    'MAML on sinusoids',
    maml({ model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }), rule: sgd(0.01), loss: meanSquaredError }),
    curves,
  ],
  ...(['stride', 'pool'] as const).map(
    (downsample) =>
      [
        `MAML on conv4, downsampled by ${downsample}`,
        maml({ model: conv(downsample), rule: sgd(0.1), loss: crossEntropy }),
        images,
      ] as const,
  ),
  ['prototypical networks', prototypical({ model: conv('pool') }), images],
];

/** The kernels that a second-order meta-gradient runs, in order. */
async function kernelsOf(learner: AnyLearner, sample: () => Promise<Episode>): Promise<string[]> {
  const episode = await sample();
  const { kernels } = await tf.profile(() => {
    tidy(
      () => exact().estimate({ learner, params: initialize(learner.specs, seed(2)), episode, key: seed(1) }).loss,
    ).dispose();
    return [];
  });
  return kernels.map(({ name }) => name);
}

describe('the kernels of a meta-gradient', () => {
  beforeAll(async () => {
    expect((await useBackend(wasm())).backend).toBe('wasm');
  });

  it.each(cases)('%s: nothing is repeated in memory by Tile', async (_name, learner, sample) => {
    const kernels = await kernelsOf(learner, sample);
    expect(kernels).toContain('BroadcastTo');
    expect(kernels).not.toContain('Tile');
  });

  it('are few where steps are small: what a call costs beside its arithmetic is most of the time', async () => {
    const [, learner, sample] = cases[0] as (typeof cases)[number];
    const kernels = await kernelsOf(learner, sample);
    expect(kernels.length).toBeLessThan(300);
    // What is saved for a backward pass is cloned: gradients that need a shape alone must not save it.
    expect(kernels.filter((name) => name === 'Identity').length).toBeLessThan(70);
  });
});
