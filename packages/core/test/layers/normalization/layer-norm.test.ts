import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, layerNorm, useBackend } from '../../../src/index.js';
import { contextOf, key, noisy, sample, sizes } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

for (const { features } of sizes) {
  modelLaws(`layerNorm of ${features} features`, {
    model: layerNorm({ features }),
    x: [features],
    gradientTolerance: 2e-2,
  });
}
modelLaws('layerNorm of images without scale', { model: layerNorm({ features: 5, scale: false }), x: [2, 2, 5] });

describe('layerNorm', () => {
  it('gives each example mean zero and variance one over its features', () => {
    const layer = layerNorm({ features: 40 });
    const y = layer.apply(initialize(layer.specs, key), tf.add(tf.mul(sample('x', [2, 3, 40]), 5), 7), contextOf());
    const { mean, variance } = tf.moments(y, -1);
    expectTreesClose(mean, tf.zeros([2, 3]), { absolute: 1e-5 });
    expectTreesClose(variance, tf.ones([2, 3]), { tolerance: 1e-4 });
  });

  it('treats an example the same whatever stands beside it', () => {
    const layer = layerNorm({ features: 4 });
    const params = noisy(layer.specs);
    const x = sample('x', [2, 5, 4]);
    const alone = tf.slice(x, [0, 2, 0], [2, 1, 4]);
    const together = layer.apply(params, x, contextOf());
    expectTreesClose(layer.apply(params, alone, contextOf()), tf.slice(together, [0, 2, 0], [2, 1, 4]));
  });

  it('says what it was built for', () => {
    expect(() => layerNorm({ features: 4 }).apply({}, tf.zeros([1, 1, 5]), contextOf())).toThrow(
      'layerNorm: expected x of shape',
    );
    expect(() => layerNorm({ features: -4 })).toThrow('layerNorm: features must be an integer of at least 1, got -4.');
  });
});
