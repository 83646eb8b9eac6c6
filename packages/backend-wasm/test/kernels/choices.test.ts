import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { expectSame, extent, seedOf, startBoth, tensorFor } from '../both.js';

const shapes = fc.array(extent, { minLength: 1, maxLength: 3 });

beforeAll(startBoth);

describe('Select', () => {
  it('equals the cpu backend at any shape, NaN and infinity in what is not chosen included', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seedOf, async (shape, seed) => {
        await expectSame(() => {
          const [t, e] = [tensorFor(shape, seed), tf.div(tensorFor(shape, seed + 2), 0)];
          return tf.where(tf.greater(tensorFor(shape, seed + 1), 0), t, e);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('chooses integers, truth values, and whole rows', async () => {
    const condition = (): tf.Tensor => tf.tensor([1, 0, 1, 0, 1], [5], 'bool');
    await expectSame(() => tf.where(condition(), tf.range(0, 5, 1, 'int32'), tf.range(5, 10, 1, 'int32')));
    await expectSame(() =>
      tf.engine().runKernel('Select', { condition: condition(), t: tensorFor([5, 3], 1), e: tensorFor([5, 3], 2) }),
    );
    await expectSame(() => tf.where(condition(), condition(), tf.logicalNot(condition())));
    const truths = (shape: readonly number[], seed: number): tf.Tensor => tf.greater(tensorFor(shape, seed), 0);
    for (const shape of [
      [5, 3],
      [5, 40],
    ])
      await expectSame(() =>
        tf.engine().runKernel('Select', { condition: condition(), t: truths(shape, 1), e: truths(shape, 2) }),
      );
    await expectSame(() => tf.where(truths([83], 1), truths([83], 2), truths([83], 3)));
  });
});

describe.each(['argMax', 'argMin'] as const)('%s', (name) => {
  it('equals the cpu backend along any axis: the first where several tie', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(2), seedOf, async (shape, at, seed) => {
        await expectSame(() => tf[name](tf.floor(tensorFor(shape, seed)), at % shape.length));
      }),
      { numRuns: 100 },
    );
  });

  it('passes NaN by like the cpu backend', async () => {
    for (const axis of [0, 1]) {
      await expectSame(() => tf[name](tf.tensor2d([NaN, 1, 3, 2, NaN, 7, 4, 5, NaN, -1, 0, 0], [3, 4]), axis));
      await expectSame(() => tf[name](tf.tensor2d([-Infinity, Infinity, NaN, 2, Infinity, -Infinity], [2, 3]), axis));
    }
  });

  it('takes integers', async () => {
    await expectSame(() => tf[name](tf.tensor2d([3, 9, 9, 1], [2, 2], 'int32'), 1));
  });
});

describe.each(['logicalAnd', 'logicalOr', 'logicalXor'] as const)('%s', (name) => {
  it('equals the cpu backend over shapes that broadcast', async () => {
    const truths = (shape: readonly number[], seed: number): tf.Tensor => tf.greater(tensorFor(shape, seed), 0);
    const axes = fc.array(fc.tuple(extent, fc.constantFrom('both', 'a', 'b')), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(axes, seedOf, async (all, seed) => {
        const shapeOf = (other: string): number[] => all.map(([size, where]) => (where === other ? 1 : size));
        await expectSame(() => tf[name](truths(shapeOf('b'), seed), truths(shapeOf('a'), seed + 1)));
      }),
      { numRuns: 80 },
    );
  });
});

describe('Softmax', () => {
  it('equals the cpu backend at any shape', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, seedOf, async (shape, seed) => {
        await expectSame(() => tf.softmax(tf.mul(tensorFor(shape, seed), 3)), 1e-6);
      }),
      { numRuns: 80 },
    );
  });

  it('keeps large logits finite and passes NaN and infinity through', async () => {
    await expectSame(() => tf.softmax(tf.tensor2d([1000, 1001, 999, -1000, 3, 4], [2, 3])), 1e-6);
    await expectSame(() => tf.softmax(tf.tensor2d([1, NaN, 3, -Infinity, 3, 4], [2, 3])), 1e-6);
    await expectSame(() => tf.softmax(tf.tensor2d([1, Infinity, 3, 5, 6, 7], [2, 3])), 1e-6);
  });
});

describe('Prelu', () => {
  it('has slopes that broadcast', async () => {
    for (const shape of [[], [1], [7], [5, 1], [5, 7]]) {
      await expectSame(() => tf.prelu(tensorFor([5, 7], 1), tensorFor(shape, 2)), 1e-6);
    }
  });
});

describe('FusedBatchNorm', () => {
  it('equals the cpu backend, with and without offset and scale', async () => {
    const channel = (seed: number): tf.Tensor1D => tensorFor([5], seed) as tf.Tensor1D;
    const variance = (): tf.Tensor1D => tf.add(tf.square(channel(3)), 0.5);
    for (const [offset, scale] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]) {
      await expectSame(
        () =>
          tf.batchNorm(
            tensorFor([2, 3, 4, 5], 1),
            channel(2),
            variance(),
            offset ? channel(4) : undefined,
            scale ? channel(5) : undefined,
            0.01,
          ),
        1e-5,
      );
    }
  });
});
