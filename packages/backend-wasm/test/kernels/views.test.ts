import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

const extent = fc.oneof(
  { weight: 1, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 30 }) },
);
const shapes = fc.array(extent, { minLength: 1, maxLength: 4 });

beforeAll(startBoth);

describe('Slice', () => {
  it('equals the cpu backend for any part of any shape', async () => {
    const parts = fc.array(fc.tuple(extent, fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 5 }).map((axes) => {
      const shape = axes.map(([size]) => size);
      const begin = axes.map(([size, before]) => Math.min(before, size - 1));
      const size = axes.map(([full, , after], axis) => Math.max(0, full - (begin[axis] ?? 0) - after));
      return { shape, begin, size };
    });
    await fc.assert(
      fc.asyncProperty(parts, seedOf, async ({ shape, begin, size }, seed) => {
        await expectSame(() => tf.slice(tensorFor(shape, seed), begin, size));
      }),
      { numRuns: 150 },
    );
  });

  it('takes the rest of an axis, and one number for the first axis', async () => {
    await expectSame(() => tf.slice(tensorFor([5, 4], 1), [2, 0], [-1, 3]));
    await expectSame(() => tf.slice(tensorFor([5, 4], 1), 3));
  });

  it('refuses what lies outside', () => {
    expect(() => tf.engine().runKernel('Slice', { x: tf.zeros([3]) }, { begin: [2], size: [2] })).toThrow();
  });

  it('leaves integers to the stock kernel', async () => {
    await expectSame(() => tf.slice(tf.tensor([1, 2, 3, 4], [2, 2], 'int32'), [0, 1], [2, 1]));
  });
});

describe('Tile', () => {
  it('equals the cpu backend for any repetitions', async () => {
    const tiles = fc.array(fc.tuple(extent, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(tiles, seedOf, async (axes, seed) => {
        const [shape, reps] = [axes.map(([size]) => size), axes.map(([, times]) => times)];
        await expectSame(() => tf.tile(tensorFor(shape, seed), reps));
      }),
      { numRuns: 100 },
    );
  });
});

describe('Transpose', () => {
  it('equals the cpu backend for any order of the axes', async () => {
    const transposed = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        perm: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(transposed, seedOf, async ({ shape, perm }, seed) => {
        await expectSame(() => tf.transpose(tensorFor(shape, seed), perm));
      }),
      { numRuns: 150 },
    );
  });
});

it('views leave the memory as it was', () => {
  const x = tensorFor([3, 4, 5], 1);
  const before = [tf.memory().numTensors, tf.backend().numDataIds()];
  for (let at = 0; at < 1000; at++)
    tf.dispose([tf.slice(x, [1, 0, 2], [2, 4, 3]), tf.tile(x, [1, 2, 1]), tf.transpose(x, [2, 0, 1])]);
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
  x.dispose();
});
