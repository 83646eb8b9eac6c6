import { mlp, seed, useBackend } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import { classificationEpisodes, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { simpleShot } from '../../src/index.js';
import { asTheyAre, predictionsOf } from '../support/one-task.js';

beforeAll(() => useBackend('cpu'));

learnerLaws('simpleShot', {
  learner: simpleShot({ model: mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' }), features: 4 }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  relabels: true,
});

const centred = (mean: number[], count = 1): ParamTree => ({
  'centre/mean': tf.tensor1d(mean),
  'centre/count': tf.tensor1d([count]),
});

describe('simpleShot', () => {
  it('takes the stored mean out, then divides by the length: the golden logits', () => {
    const learner = simpleShot({ model: asTheyAre, features: 2 });
    // Without the mean (1, 1): (2, 0) and (0, 3) become (1, 0) and (0, 1), the query (3, 4) becomes (0.6, 0.8).
    const [found] = predictionsOf(learner, [[[3, 1]], [[1, 4]]], [[4, 5]], centred([1, 1])) as [number[]];
    [-0.8, -0.4].forEach((logit, n) => expect(found[n]).toBeCloseTo(logit, 5));
  });

  it('does not mind the length of a centred feature', () => {
    const learner = simpleShot({ model: asTheyAre, features: 2 });
    const near = predictionsOf(learner, [[[3, 1]], [[1, 4]]], [[4, 5]], centred([1, 1])).flat();
    const far = predictionsOf(learner, [[[201, 1]], [[1, 7]]], [[31, 41]], centred([1, 1])).flat();
    far.forEach((logit, n) => expect(logit).toBeCloseTo(near[n] as number, 5));
  });

  it('without centring and length is prototypical', () => {
    const learner = simpleShot({ model: asTheyAre, features: 2, centred: false, normalised: false });
    const support = [[[0, 0], [2, 0]], [[0, 2], [2, 4]]]; // prettier-ignore
    expect(predictionsOf(learner, support, [[1, 1]])).toEqual([[-1, -4]]);
  });

  it.each([
    [0, [2, 3]],
    [0.75, [3.25, 4.5]],
  ] as const)('learns the mean over supports of training, with momentum %d', (momentum, wanted) => {
    tf.tidy(() => {
      const learner = simpleShot({ model: asTheyAre, features: 2, momentum });
      let params = centred([9, 9], 0);
      const y = tf.tensor3d([[[1, 0], [0, 1]]]); // prettier-ignore
      const see = (x: number[][], mode: 'train' | 'test'): void => {
        const told: Record<string, Tensor> = {};
        const report = (name: string, value: Tensor): void => void (told[name] = tf.reshape(value, [-1]));
        learner.adapt(params, { x: tf.tensor3d([x]), y }, { key: seed(1), order: 'exact', mode, report });
        params = { ...params, ...told };
      };
      see([[0, 0], [2, 2]], 'train'); // prettier-ignore
      see([[3, 5], [3, 5]], 'train'); // prettier-ignore
      see([[99, 99], [99, 99]], 'test'); // prettier-ignore
      const third = momentum === 0 ? [[2, 3], [2, 3]] : [[3.5, 4.6667], [3.5, 4.6667]]; // prettier-ignore
      see(third, 'train');
      const mean = [...(params['centre/mean'] as Tensor).dataSync()];
      expect([...(params['centre/count'] as Tensor).dataSync()]).toEqual([3]);
      const expected =
        momentum === 0
          ? wanted
          : [0, 1].map((at) => 0.25 * ([2.5, 4][at] as number) + 0.75 * (third[0]?.[at] as number));
      mean.forEach((value, at) => expect(value).toBeCloseTo(expected[at] as number, 3));
    });
  });

  it('refuses sizes and momenta that are none', () => {
    expect(() => simpleShot({ model: asTheyAre, features: 0 })).toThrow('features must be a positive integer, got 0');
    expect(() => simpleShot({ model: asTheyAre, features: 2, momentum: 2 })).toThrow('momentum must be at least 0');
  });
});
