import '@tensorflow/tfjs-backend-cpu';
import { modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { flatten, useBackend } from '../../src/index.js';
import { contextOf, numbers } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('flatten', { model: flatten(), x: [2, 3, 5] });

describe('flatten', () => {
  it('puts the entries of an example in one axis, in their order', () => {
    const y = flatten().apply({}, tf.reshape(tf.range(0, 24), [2, 3, 2, 2]), contextOf());
    expect(y.shape).toEqual([2, 3, 4]);
    expect(numbers(y)).toEqual([...Array(24).keys()]);
  });

  it('gives examples that are single numbers an axis', () => {
    expect(flatten().apply({}, tf.zeros([2, 3]), contextOf()).shape).toEqual([2, 3, 1]);
  });
});
