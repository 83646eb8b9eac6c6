import { choleskySolve } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

beforeAll(startBoth);

/** Positive definite, and well conditioned: products of small whole numbers of eighths. */
function systemOf(batch: number, n: number, seed: number): Tensor {
  const x = tf.div(tensorFor([batch, n, n], seed), 2 * Math.sqrt(n));
  return tf.add(tf.matMul(x, x, true), tf.eye(n));
}

const few = fc.integer({ min: 1, max: 4 });
const extents = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 40 }) },
);

describe('CholeskySolve', () => {
  it('equals plain loops for any sizes, odd and even', async () => {
    await fc.assert(
      fc.asyncProperty(few, extents, extents, seedOf, async (batch, n, m, seed) => {
        await expectSame(() => choleskySolve(systemOf(batch, n, seed), tensorFor([batch, n, m], seed + 1)), 1e-5);
      }),
      { numRuns: 150 },
    );
  });

  it('equals them for 20 ways of 5 shots', async () => {
    await expectSame(() => choleskySolve(systemOf(2, 100, 3), tensorFor([2, 100, 20], 4)), 1e-5);
  });

  it('is NaN for a matrix that is not positive definite, and for NaN, each for its own system', async () => {
    const a = [[1, 2, 2, 1], [NaN, 0, 0, 1], [2, 0, 0, 4], [-1, 0, 0, 1]].flat(); // prettier-ignore
    await expectSame(() => choleskySolve(tf.tensor3d(a, [4, 2, 2]), tf.ones([4, 2, 3])));
  });

  it('leaves the memory as it was', () => {
    const [a, b] = tf.tidy(() => [systemOf(2, 7, 1), tensorFor([2, 7, 3], 1)] as [Tensor, Tensor]);
    const before = tf.memory().numTensors;
    for (let at = 0; at < 300; at++) tf.dispose(choleskySolve(a, b));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([a, b]);
  });
});
