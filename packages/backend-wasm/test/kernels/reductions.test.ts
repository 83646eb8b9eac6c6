import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, expectValues, seedOf, startBoth, tensorFor } from '../both.js';

const extent = fc.oneof(
  { weight: 1, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: 15, max: 40 }) },
);

/** A shape and whether each of its axes is reduced. */
const cases = fc
  .array(fc.tuple(extent, fc.boolean()), { minLength: 1, maxLength: 5 })
  .map((axes) => ({
    shape: axes.map(([size]) => size),
    axes: axes.flatMap(([, reduced], axis) => (reduced ? [axis] : [])),
  }))
  .filter(({ shape }) => tf.util.sizeFromShape(shape) < 100_000);

const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod } as const;

const tolerances: Readonly<Record<string, number>> = { mean: 1e-5, prod: 1e-3 };

beforeAll(startBoth);

describe.each(Object.entries(reductions))('%s', (name, reduce) => {
  it('equals the cpu backend over any axes of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), seedOf, async ({ shape, axes }, keepDims, seed) => {
        // Factors near one: a product of any more stays in range.
        const values = (): Tensor => {
          const x = tensorFor(shape, seed);
          return name === 'prod' ? tf.add(tf.mul(x, 0.01), 1) : x;
        };
        await expectSame(() => reduce(values(), axes, keepDims), tolerances[name] ?? 0);
      }),
      { numRuns: 150 },
    );
  });

  it('takes all axes when none is named, and negative ones from the end', async () => {
    await expectSame(() => reduce(tensorFor([3, 4, 5], 1)), 1e-5);
    await expectSame(() => reduce(tensorFor([3, 4, 5], 1), -2), 1e-5);
    await expectSame(() => reduce(tf.scalar(3)));
  });

  it('of nothing is what it is on the cpu backend', async () => {
    for (const axis of [0, 1]) {
      await expectSame(() => reduce(tf.zeros([0, 3]), axis));
      await expectSame(() => reduce(tf.zeros([2, 0, 3]), [1], true));
    }
  });

  it('gives NaN where a NaN went in, and nowhere else', async () => {
    for (const length of [3, 40]) {
      const values = Array.from({ length: 2 * length }, (_, at) => (at === 1 ? NaN : at / 8));
      await expectSame(() => reduce(tf.tensor(values, [2, length]), 1), 1e-5);
      await expectSame(() => reduce(tf.tensor(values, [2, length]), 0), 1e-5);
    }
  });

  it('hands on a tensor of which no axis is left to reduce, without tying its life to the result', () => {
    const x = tf.tensor([1, 2], [2, 1]);
    const reduced = reduce(x, 1);
    x.dispose();
    expect(Array.from(reduced.dataSync())).toEqual([1, 2]);
    reduced.dispose();
  });

  it('leaves integers to the stock kernel', async () => {
    await expectSame(() => reduce(tf.tensor([1, 2, 3, 5], [2, 2], 'int32'), 0));
  });
});

describe('sum', () => {
  it('loses less to rounding over a long row than adding one by one', () => {
    const x = tf.fill([1_000_000], 0.1);
    expectValues(tf.sum(x).dataSync(), [100_000], 1e-3);
    x.dispose();
  });

  it('leaves the memory as it was', () => {
    const x = tensorFor([3, 4, 5, 6], 1);
    const before = tf.memory().numTensors;
    for (let at = 0; at < 1000; at++) tf.sum(x, [0, 2]).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
