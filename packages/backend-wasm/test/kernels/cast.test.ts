import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, startBoth } from '../both.js';

beforeAll(startBoth);

describe('Cast', () => {
  it('shares the data when the type stays', () => {
    const x = tf.tensor([1.5, -2.5, 0]);
    const before = tf.backend().numDataIds();
    const cast = tf.engine().runKernel<tf.Tensor>('Cast', { x }, { dtype: 'float32' });
    expect(tf.backend().numDataIds()).toBe(before);
    x.dispose();
    expect(Array.from(cast.dataSync())).toEqual([1.5, -2.5, 0]);
    cast.dispose();
  });

  it('makes integers and truth values floats, at any length', async () => {
    // Up to 2²⁴ a float32 holds every integer; the cpu backend does not round larger ones.
    const integers = fc.array(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), { maxLength: 20 });
    const truths = fc.array(fc.nat(1), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(integers, truths, async (numbers, flags) => {
        await expectSame(() => tf.cast(tf.tensor1d(numbers, 'int32'), 'float32'));
        await expectSame(() => tf.cast(tf.tensor1d(flags, 'bool'), 'float32'));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves other conversions to the stock kernel', async () => {
    await expectSame(() => tf.cast(tf.tensor([1.5, -2.5, 0]), 'int32'));
    await expectSame(() => tf.cast(tf.tensor([0, 1, 1], [3], 'bool'), 'int32'));
  });
});
