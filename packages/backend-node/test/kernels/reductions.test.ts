import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame, describeNative, seedOf, shapes, tensorFor } from '../native.js';

const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod } as const;

/** A shape and any of its axes. */
const cases = shapes.chain((shape) =>
  fc.record({ shape: fc.constant(shape), axes: fc.subarray([...shape.keys()]), keepDims: fc.boolean() }),
);

describeNative('reductions', () => {
  describe.each(Object.entries(reductions))('%s', (name, reduce) => {
    it('equals the cpu backend over any axes of any shape', async () => {
      await fc.assert(
        fc.asyncProperty(cases, seedOf, async ({ shape, axes, keepDims }, seed) => {
          // Factors near one: a product of any more stays in range.
          const x = (): Tensor => {
            const values = tensorFor(shape, seed);
            return name === 'prod' ? tf.add(tf.mul(values, 0.01), 1) : values;
          };
          await expectSame(() => reduce(x(), axes, keepDims), name === 'prod' ? 1e-3 : 1e-5);
        }),
        { numRuns: 60 },
      );
    });

    it('takes all axes when none is named, and negative ones from the end', async () => {
      await expectSame(() => reduce(tensorFor([3, 4, 1], 1)), 1e-5);
      await expectSame(() => reduce(tensorFor([3, 4, 1], 1), -2), 1e-5);
      await expectSame(() => reduce(tf.scalar(3)));
    });

    it('gives NaN where a NaN went in, and nowhere else', async () => {
      await expectSame(() => reduce(tf.tensor([NaN, 1, 2, 3, 4, 5], [2, 3]), 1), 1e-5);
    });

    it('takes integers', async () => {
      await expectSame(() => reduce(tf.tensor([1, 2, 3, 5], [2, 2], 'int32'), 0));
    });
  });

  it('leave the memory as it was', () => {
    const x = tensorFor([3, 4, 5, 6], 1);
    const before = tf.memory().numTensors;
    for (let at = 0; at < 500; at++) tf.dispose([tf.sum(x, [0, 2]), tf.max(x), tf.mean(x, at % 4)]);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
