import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv4, groupNorm, initialize, layerNorm, leaf, mlp, useBackend } from '../../../src/index.js';
import type { ParamTree } from '../../../src/index.js';
import { contextOf, key, noisy, sample } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('groupNorm of images', {
  model: groupNorm({ features: 4, groups: 2 }),
  x: [2, 2, 4],
  gradientTolerance: 3e-2,
});

describe('groupNorm', () => {
  it('with one group is layerNorm on vectors', () => {
    const params = noisy(layerNorm({ features: 6 }).specs);
    const x = sample('x', [3, 6], 2);
    const found = groupNorm({ features: 6, groups: 1 }).apply(params, x, contextOf());
    expectTreesClose(found, layerNorm({ features: 6 }).apply(params, x, contextOf()));
  });

  it('normalises each example over all places and the channels of a group, and no more', () => {
    const layer = groupNorm({ features: 6, groups: 2, epsilon: 0 });
    const y = layer.apply(
      initialize(layer.specs, key),
      tf.add(tf.mul(sample('x', [3, 4, 5, 6], 2), 5), 7),
      contextOf(),
    );
    const { mean, variance } = tf.moments(tf.reshape(y, [2, 3, 20, 2, 3]), [2, 4]);
    expectTreesClose(mean, tf.zeros([2, 3, 2]), { absolute: 1e-5 });
    expectTreesClose(variance, tf.ones([2, 3, 2]), { tolerance: 1e-4 });
  });

  it('treats an example the same whatever stands beside it', () => {
    const layer = groupNorm({ features: 4, groups: 2 });
    const [params, x] = [noisy(layer.specs), sample('x', [5, 2, 2, 4], 2)];
    const alone = layer.apply(params, tf.slice(x, [0, 2, 0, 0, 0], [2, 1, 2, 2, 4]), contextOf());
    expectTreesClose(alone, tf.slice(layer.apply(params, x, contextOf()), [0, 2, 0, 0, 0], [2, 1, 2, 2, 4]));
  });

  it('has right second derivatives', () => {
    const layer = groupNorm({ features: 4, groups: 2 });
    const f = (at: ParamTree): tf.Tensor => tf.tanh(layer.apply(at, leaf(at, 'x'), contextOf()));
    checkGradients(
      f,
      { ...noisy(layer.specs), x: sample('x', [2, 3, 4], 1) },
      { order: 2, directions: 1, tolerance: 3e-2 },
    );
  });

  it('has leaves of normalisation, those that are wanted', () => {
    expect(groupNorm({ features: 4, groups: 2 }).specs).toMatchObject({
      scale: { ofNormalization: true },
      offset: { ofNormalization: true },
    });
    expect(Object.keys(groupNorm({ features: 4, groups: 2, scale: false, offset: false }).specs)).toEqual([]);
  });

  it('refuses groups that do not divide the features', () => {
    expect(() => groupNorm({ features: 4, groups: 3 })).toThrow(
      'groupNorm: groups must divide features, got 3 groups and 4 features.',
    );
  });

  it('normalises conv4 and mlp, which then answer each example whatever stands beside it', () => {
    const image = { height: 16, width: 16, channels: 1, filters: 4, outputs: 2 };
    for (const [model, features] of [
      [conv4({ ...image, norm: { groups: 2 } }), [16, 16, 1]],
      [mlp({ inputs: 3, hidden: [4], outputs: 2, norm: { groups: 2 } }), [3]],
    ] as const) {
      const [params, x] = [initialize(model.specs, key), sample('x', [3, ...features], 1)];
      const first = tf.gather(x, [0], 1);
      const together = tf.gather(model.apply(params, x, contextOf()), [0], 1);
      expectTreesClose(model.apply(params, first, contextOf()), together);
      expect(model.normalization).toBeUndefined();
    }
  });
});
