import { crossEntropy, initialize, mlp, seed, useBackend } from '@innerloop/core';
import type { Context } from '@innerloop/core';
import {
  classificationEpisodes,
  expectTreesClose,
  learnerLaws,
  referenceMetaGradient,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { protoMaml } from '../../src/index.js';
import type { ProtoMamlOptions } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' });
const episodes = classificationEpisodes({ features: [2], ways: 3 });
const made = (options: Partial<ProtoMamlOptions> = {}) =>
  protoMaml({ model, features: 4, ways: 3, rule: descent(0.1), loss: crossEntropy, steps: 2, ...options });

learnerLaws('protoMaml', { learner: made(), episodes, steps: 2, relabels: true });

const context: Context = { key: seed(5), mode: 'test', order: 'exact' };

describe('protoMaml', () => {
  it('answers before the first step as prototypical networks do, but for what classes share', () => {
    tf.tidy(() => {
      const learner = made({ steps: 0, scale: 0.3 });
      const params = initialize(learner.specs, seed(2));
      const { support, query } = episodes({ tasks: 2, shots: 2, queries: 2 }, seed(3));
      const found = learner.predict(params, learner.adapt(params, support, context), query.x, context);
      const body = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name.slice('model/body/'.length), value]),
      );
      const [given, asked] = [support.x, query.x].map((x) => model.apply(body, x, context)) as [tf.Tensor, tf.Tensor];
      const prototypes = tf.div(tf.matMul(support.y, given, true), 2);
      const apart = tf.sum(tf.square(tf.sub(tf.expandDims(asked, 2), tf.expandDims(prototypes, 1))), 3);
      expectTreesClose(tf.logSoftmax(found), tf.logSoftmax(tf.mul(apart, -0.3)), { tolerance: 1e-5 });
    });
  });

  it('is taught through the prototypes, and not where they are cut; the value is the same', () => {
    tf.tidy(() => {
      const episode = episodes({ tasks: 2, shots: 1, queries: 2 }, seed(3));
      const params = initialize(made().specs, seed(2));
      const [through, cut] = [true, false].map((throughPrototypes) =>
        referenceMetaGradient().estimate({ learner: made({ throughPrototypes }), params, episode, key: seed(4) }),
      );
      expectTreesClose(cut?.loss as tf.Tensor, through?.loss as tf.Tensor);
      expect(relativeError(cut?.grads ?? {}, through?.grads ?? {})).toBeGreaterThan(1e-2);
    });
  });

  it('refuses a scale that is none', () => {
    expect(() => made({ scale: -1 })).toThrow('protoMaml: scale must be a positive finite number, got -1.');
  });
});
