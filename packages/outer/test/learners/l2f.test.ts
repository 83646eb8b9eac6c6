import { initialize, leaf, mapParams, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Context, Episode, ParamTree } from '@innerloop/core';
import { expectTreesClose, learnerLaws, referenceMetaGradient, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { l2f, maml } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const options = { model, rule: descent(0.1), loss: meanSquaredError, steps: 2 };
const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 3 }, seed(9));

learnerLaws('l2f', { learner: l2f({ ...options, kept: 0.7 }), episodes: regressionEpisodes(), steps: 2 });

/** Its leaves with an attenuator that looks at nothing and keeps `σ(bias)`. */
function blind(learner: AnyLearner, bias: number): ParamTree {
  const set = (name: string, value: number, tensor: tf.Tensor) =>
    name.startsWith('forget/head/') ? tf.fill(tensor.shape, name.endsWith('bias') ? value : 0) : tensor;
  return mapParams(initialize(learner.specs, seed(2)), (tensor, name) => set(name, bias, tensor));
}

describe('l2f', () => {
  it('is maml where nothing is forgotten, in its gradients as well', () => {
    tf.tidy(() => {
      const [forgetful, plain] = [l2f(options), maml(options)];
      const params = blind(forgetful, 40);
      const estimate = (learner: AnyLearner) =>
        referenceMetaGradient().estimate({ learner, params, episode: episode(), key: seed(1) });
      const [ours, theirs] = [estimate(forgetful), estimate(plain)];
      expectTreesClose(ours.loss, theirs.loss);
      for (const name of Object.keys(plain.specs)) expectTreesClose(leaf(ours.grads, name), leaf(theirs.grads, name));
    });
  });

  it('begins at a share of the initialisation, and at a network of zeros where all is forgotten', () => {
    tf.tidy(() => {
      const learner = l2f(options);
      const { support } = episode();
      const begun = (bias: number, name: string) =>
        leaf(learner.initial(blind(learner, bias), support, context).params, name);
      const theta = leaf(blind(learner, 0), 'model/layer0/kernel');
      expectTreesClose(begun(0, 'model/layer0/kernel'), tf.tile(tf.expandDims(tf.mul(theta, 0.5), 0), [3, 1, 1]));
      expect(Math.max(...tf.abs(begun(-90, 'model/head/kernel')).dataSync())).toBeLessThan(1e-30);
    });
  });

  it('takes from each task what its own gradients say: tasks begin at different points, of which each is a multiple of θ', () => {
    tf.tidy(() => {
      const learner = l2f({ ...options, kept: 0.5 });
      const params = initialize(learner.specs, seed(2));
      const shares = tf.div(
        leaf(learner.initial(params, episode().support, context).params, 'model/layer0/kernel'),
        leaf(params, 'model/layer0/kernel'),
      );
      const rows = shares.arraySync() as number[][][];
      rows.forEach(([row = []]) => expect(Math.max(...row) - Math.min(...row)).toBeLessThan(1e-5));
      const firsts = rows.map(([row = []]) => row[0] ?? NaN);
      expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(1e-4);
      firsts.forEach((share) => expect(share > 0 && share < 1).toBe(true));
    });
  });

  it('refuses a share that is none', () => {
    expect(() => l2f({ ...options, kept: 1 })).toThrow('l2f: kept must be above 0 and below 1, got 1.');
  });
});
