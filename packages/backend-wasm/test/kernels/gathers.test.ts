import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, expectValues, seedOf, startBoth, tensorFor } from '../both.js';

const extent = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 30 }) },
);
const placesUnder = (size: number, seed: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.imul(seed + at * 7919, 2654435761) >>> 0).map((n) => n % size);

beforeAll(startBoth);

describe('GatherV2', () => {
  it('equals the cpu backend along any axis, for indices of any shape, batch axes in step, integers too', async () => {
    const cases = fc.record({
      shape: fc.array(extent, { minLength: 1, maxLength: 4 }),
      at: fc.nat(3),
      batchAxes: fc.nat(2),
      taken: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 2 }),
      integers: fc.boolean(),
      seed: seedOf,
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, at, batchAxes, taken, integers, seed }) => {
        const axis = at % shape.length;
        const batchDims = Math.min(batchAxes, axis);
        const indexShape = [...shape.slice(0, batchDims), ...taken];
        const places = placesUnder(shape[axis] as number, seed, tf.util.sizeFromShape(indexShape));
        await expectSame(() => {
          const x = tf.cast(tensorFor(shape, seed), integers ? 'int32' : 'float32');
          return tf.gather(x, tf.tensor<tf.Rank.R1>(places, indexShape as [number], 'int32'), axis, batchDims);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('refuses an index outside of the axis, and says which', () => {
    const x = tf.ones([3, 2]);
    expect(() => tf.gather(x, tf.tensor1d([0, 3], 'int32'))).toThrow(/index 3 at 1/);
    expect(() => tf.gather(x, tf.tensor1d([-1], 'int32'))).toThrow(/index -1/);
    x.dispose();
  });
});

describe('ScatterNd', () => {
  it('equals the cpu backend, repeated and missing places included', async () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 6 }),
      rest: fc.array(extent, { maxLength: 2 }),
      count: fc.nat(9),
      seed: seedOf,
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, rest, count, seed }) => {
        if (count === 0) return;
        const places = placesUnder(rows, seed, count);
        await expectSame(() =>
          tf.scatterND(tf.tensor2d(places, [count, 1], 'int32'), tensorFor([count, ...rest], seed), [rows, ...rest]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('takes places of two coordinates, and integers', async () => {
    await expectSame(() =>
      tf.scatterND(tf.tensor2d([0, 1, 2, 0, 0, 1], [3, 2], 'int32'), tensorFor([3, 2], 5), [3, 2, 2]),
    );
    await expectSame(() =>
      tf.scatterND(tf.tensor2d([0, 2, 0], [3, 1], 'int32'), tf.tensor([1, 2, 3], [3], 'int32'), [4]),
    );
  });

  it('refuses a place outside', () => {
    expect(() => tf.scatterND(tf.tensor2d([4], [1, 1], 'int32'), tf.ones([1, 2]), [4, 2])).toThrow(/index 4/);
  });
});

describe('UnsortedSegmentSum', () => {
  it('equals the cpu backend for segments of any shape', async () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 8 }),
      rest: fc.array(extent, { maxLength: 2 }),
      segments: fc.integer({ min: 1, max: 5 }),
      seed: seedOf,
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ count, rest, segments, seed }) => {
        await expectSame(() => {
          const ids = tf.tensor1d(placesUnder(segments, seed, count), 'int32');
          return tf.unsortedSegmentSum(tensorFor([count, ...rest], seed), ids, segments);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('leaves negative segments out, and adds integers up as integers', () => {
    const sums = (x: Tensor): Tensor => tf.unsortedSegmentSum(x, tf.tensor1d([1, -1, 1], 'int32'), 3);
    const found = sums(tf.tensor([1, 2, 4], [3], 'int32'));
    expect(found.dtype).toBe('int32');
    expectValues(found.dataSync(), [0, 5, 0]);
    expectValues(sums(tf.tensor([0.5, 2, 4])).dataSync(), [0, 4.5, 0]);
  });
});
