import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { averagePool, globalAveragePool, maxPool, useBackend } from '../../src/index.js';
import type { Model } from '../../src/index.js';
import { contextOf, key, numbers } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('maxPool', { model: maxPool(), x: [4, 4, 3], smooth: false });
modelLaws('maxPool that pads', {
  model: maxPool({ size: 3, strides: 2, padding: 'same' }),
  x: [5, 7, 2],
  smooth: false,
});
modelLaws('averagePool', { model: averagePool({ size: [2, 3], strides: 1 }), x: [4, 5, 3] });
modelLaws('globalAveragePool', { model: globalAveragePool(), x: [3, 5, 2] });

/** Images whose entries are far apart, so that a difference moves no maximum to another entry. */
const apart = (shape: number[]): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.reshape(tf.mul(tf.sub(tf.cast(key.draw('permutation', [size]), 'float32'), size / 2), 4 / size), shape);
};

describe('pooling', () => {
  const image = tf.tensor([1, 2, 3, 4, 5, 6, 7, -8, -9, -9, -7, -9, -9, -8, -9, -9], [1, 1, 4, 4, 1]);

  it('takes the largest entry of each window, a negative one too', () => {
    expect(numbers(maxPool().apply({}, image, contextOf()))).toEqual([6, 7, -8, -7]);
  });

  it('takes the mean of each window', () => {
    expect(numbers(averagePool().apply({}, image, contextOf()))).toEqual([3.5, 1.5, -8.75, -8.5]);
  });

  it('leaves out what does not fill a window, or pads', () => {
    expect(maxPool().apply({}, tf.zeros([1, 1, 5, 5, 1]), contextOf()).shape).toEqual([1, 1, 2, 2, 1]);
    expect(maxPool({ padding: 'same' }).apply({}, tf.zeros([1, 1, 5, 5, 1]), contextOf()).shape).toEqual([
      1, 1, 3, 3, 1,
    ]);
  });

  it('lets padding count in no maximum and in no average', () => {
    const x = tf.fill([1, 1, 3, 3, 1], -2);
    for (const pool of [maxPool, averagePool]) {
      expect(numbers(pool({ padding: 'same' }).apply({}, x, contextOf()))).toEqual([-2, -2, -2, -2]);
    }
  });

  it('averages an image over its places', () => {
    const x = tf.tensor([1, 10, 2, 20, 3, 30, 6, 60], [1, 1, 2, 2, 2]);
    const y = globalAveragePool().apply({}, x, contextOf());
    expect(y.shape).toEqual([1, 1, 2]);
    expectTreesClose(y, tf.tensor([3, 30], [1, 1, 2]));
  });

  const pools: Record<string, Model> = {
    maxPool: maxPool(),
    'maxPool with overlap': maxPool({ size: 3, strides: 2, padding: 'same' }),
    averagePool: averagePool(),
    'averagePool with overlap': averagePool({ size: 3, strides: 2, padding: 'same' }),
    globalAveragePool: globalAveragePool(),
  };
  for (const [name, model] of Object.entries(pools)) {
    for (const order of [1, 2]) {
      it(`${name} has the right gradient of order ${order}`, () => {
        const f = ({ x }: { readonly [leaf: string]: Tensor }): Tensor =>
          tf.tanh(model.apply({}, x as Tensor, contextOf()));
        checkGradients(f, { x: apart([2, 2, 4, 5, 2]) }, { order, step: 2e-3, tolerance: 2e-2 });
      });
    }
  }

  it('names the shape that it expects', () => {
    expect(() => maxPool().apply({}, tf.zeros([1, 4, 4, 1]), contextOf())).toThrow(
      'maxPool: expected images of shape [tasks, examples',
    );
    expect(() => globalAveragePool().apply({}, tf.zeros([1, 4]), contextOf())).toThrow(
      'globalAveragePool: expected images',
    );
    expect(() => averagePool({ size: 0 })).toThrow('averagePool: size must be an integer of at least 1');
    expect(() => maxPool().apply({}, tf.zeros([1, 4, 1, 4, 1]), contextOf())).toThrow(
      'maxPool: no window of 2 × 2 fits into images of 1 × 4.',
    );
  });
});
