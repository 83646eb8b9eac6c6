import '@tensorflow/tfjs-backend-cpu';
import { differentiate, seed, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { median } from '../../src/particles/median.js';

beforeAll(() => useBackend('cpu'));

function byHand(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return ((sorted[low] as number) + (sorted[high] as number)) / 2;
}

describe('median', () => {
  it('is that of each row, whatever is equal in it', () => {
    const rows = fc.integer({ min: 1, max: 7 }).chain((length) =>
      fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length }), {
        minLength: 1,
        maxLength: 3,
      }),
    );
    fc.assert(
      fc.property(rows, (values) =>
        tf.tidy(() => {
          const found = median(tf.tensor2d(values));
          expect(found.shape).toEqual([values.length, 1]);
          expect([...found.dataSync()]).toEqual(values.map(byHand));
        }),
      ),
    );
  });

  it('is a constant to derivatives', () => {
    tf.tidy(() => {
      const context = { key: seed(1), mode: 'train', order: 'exact' } as const;
      const { grads } = differentiate((at) => median(at['x'] as tf.Tensor), { x: tf.tensor2d([[1, 5, 2]]) }, context);
      expect([...(grads['x'] as tf.Tensor).dataSync()]).toEqual([0, 0, 0]);
    });
  });
});
