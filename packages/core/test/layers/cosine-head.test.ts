import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosineHead, differentiate, initialize, useBackend } from '../../src/index.js';
import { contextOf, key, noisy, numbers, sample, sizes } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

for (const { features } of sizes) {
  modelLaws(`a cosine head of ${features} features`, {
    model: cosineHead({ inputs: features, outputs: features, scale: 2 }),
    x: [features],
  });
}
modelLaws('a cosine head without norms', {
  model: cosineHead({ inputs: 2, outputs: 5, norms: false, scale: 2 }),
  x: [2],
});

describe('cosineHead', () => {
  it('is the cosine to each direction, times the scale and the norm of the output', () => {
    const params = { kernel: tf.tensor2d([3, 0, -1, 4, 2, -1], [2, 3]), norm: tf.tensor1d([1, 2, 0.5]) };
    const y = cosineHead({ inputs: 2, outputs: 3, scale: 10 }).apply(
      params,
      tf.tensor3d([[[1, 0]], [[0, 5]]]),
      contextOf(),
    );
    expect(y.shape).toEqual([2, 1, 3]);
    expectTreesClose(y, tf.tensor3d([[[6, 0, -5 * Math.SQRT1_2]], [[8, 20, -5 * Math.SQRT1_2]]]), {
      tolerance: 1e-5,
      absolute: 1e-5,
    });
  });

  it('does not mind the lengths of examples and directions', () => {
    const model = cosineHead({ inputs: 4, outputs: 3 });
    const params = noisy(model.specs);
    const x = sample('x', [5, 4], 2);
    const { kernel } = params;
    const longer = { ...params, kernel: tf.mul(kernel as tf.Tensor, 7) };
    expectTreesClose(model.apply(longer, tf.mul(x, 0.2), contextOf()), model.apply(params, x, contextOf()), {
      tolerance: 1e-4,
    });
  });

  it('gives zero for an example of zeros, with a finite derivative', () => {
    const model = cosineHead({ inputs: 2, outputs: 3 });
    const f = (at: Readonly<Record<string, tf.Tensor>>): tf.Tensor =>
      tf.sum(tf.square(model.apply(initialize(model.specs, key), at['x'] as tf.Tensor, contextOf())));
    const { value, grads } = differentiate(f, { x: tf.zeros([1, 1, 2]) }, contextOf());
    expect([...numbers(value), ...numbers(grads['x'] as tf.Tensor)]).toEqual([0, 0, 0]);
  });

  it('refuses sizes and a scale that are none', () => {
    expect(() => cosineHead({ inputs: 0, outputs: 3 })).toThrow('cosineHead: inputs must be an integer of at least 1');
    expect(() => cosineHead({ inputs: 2, outputs: 3, scale: 0 })).toThrow(
      'cosineHead: scale must be a positive finite number, got 0.',
    );
  });
});
