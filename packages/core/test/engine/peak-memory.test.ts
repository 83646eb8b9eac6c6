import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { peakMemory, useBackend } from '../../src/index.js';

beforeAll(async () => {
  await useBackend('cpu');
});

it('tells how many bytes were alive at once, shared data once, and gives the value', () => {
  const before = tf.ones([1000]);
  const { value, bytes } = peakMemory(() => {
    tf.tidy(() => {
      tf.ones([50]);
      tf.ones([50]);
    });
    return tf.tidy(() => {
      const x = tf.fill([100], 2);
      return tf.reshape(x, [10, 10]);
    });
  });
  expect(bytes).toBe(400);
  expect(value.shape).toEqual([10, 10]);
  tf.dispose([before, value]);
});

it('counts again from nothing, and stops counting where the function throws', () => {
  expect(() =>
    peakMemory(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  const { tensorInfo } = tf.engine().state;
  expect(tensorInfo).toBeInstanceOf(WeakMap);
  expect(peakMemory(() => tf.ones([5]).dispose()).bytes).toBe(20);
});
