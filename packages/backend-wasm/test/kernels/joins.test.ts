import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

const extent = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 30 }) },
);
const dtype = fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const);

function typed(shape: readonly number[], seed: number, type: 'float32' | 'int32' | 'bool'): Tensor {
  return tf.cast(tf.round(tf.mul(tensorFor(shape, seed), 2)), type);
}

beforeAll(startBoth);

describe('Concat', () => {
  it('equals the cpu backend for any tensors, along any axis, empty ones included', async () => {
    const cases = fc
      .record({ shape: fc.array(extent, { minLength: 1, maxLength: 4 }), at: fc.nat(3), dtype, seed: seedOf })
      .chain((rest) =>
        fc.record({ rest: fc.constant(rest), lengths: fc.array(extent, { minLength: 1, maxLength: 5 }) }),
      );
    await fc.assert(
      fc.asyncProperty(cases, async ({ rest: { shape, at, dtype, seed }, lengths }) => {
        const axis = at % shape.length;
        await expectSame(() =>
          tf.concat(
            lengths.map((length, i) =>
              typed(
                shape.map((size, j) => (j === axis ? length : size)),
                seed + i,
                dtype,
              ),
            ),
            axis,
          ),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('refuses tensors that differ along another axis', () => {
    expect(() => tf.engine().runKernel('Concat', [tf.zeros([2, 3]), tf.zeros([3, 3])] as never, { axis: 1 })).toThrow();
  });
});

describe.each(['stack', 'unstack', 'split'] as const)('%s', (name) => {
  it('equals the cpu backend for any shape, along any axis', async () => {
    const cases = fc.record({
      shape: fc.array(extent, { minLength: 1, maxLength: 4 }),
      at: fc.integer({ min: -1, max: 3 }),
      count: fc.integer({ min: 1, max: 4 }),
      dtype,
      seed: seedOf,
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, at, count, dtype, seed }) => {
        const axis = at % shape.length;
        const length = shape.at(axis) as number;
        if (name === 'stack') {
          await expectSame(() =>
            tf.stack(
              Array.from({ length: count }, (_, i) => typed(shape, seed + i, dtype)),
              axis,
            ),
          );
          return;
        }
        if (length === 0) return;
        const part = (seed + count) % (name === 'split' ? 2 : length);
        await expectSame(() => {
          const x = typed(shape, seed, dtype);
          const sizes = [Math.floor(length / 2), length - Math.floor(length / 2)];
          return (name === 'split' ? tf.split(x, sizes, axis) : tf.unstack(x, axis))[part] as Tensor;
        });
      }),
      { numRuns: 80 },
    );
  });
});

describe('PadV2', () => {
  it('equals the cpu backend for any padding of any shape', async () => {
    const axes = fc.array(fc.tuple(extent, fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(axes, fc.constantFrom(0, 1, -3), dtype, seedOf, async (all, value, type, seed) => {
        const paddings = all.map(([, before, after]): [number, number] => [before, after]);
        await expectSame(() =>
          tf.pad(
            typed(
              all.map(([size]) => size),
              seed,
              type,
            ),
            paddings,
            type === 'bool' ? Math.abs(value) % 2 : value,
          ),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('pads with infinity and NaN', async () => {
    for (const value of [Infinity, -Infinity, NaN])
      await expectSame(() =>
        tf.pad(
          tensorFor([2, 3], 1),
          [
            [1, 0],
            [0, 2],
          ],
          value,
        ),
      );
  });
});

it('joins and parts leave nothing behind', () => {
  const x = tensorFor([3, 4, 5], 1);
  const before = [tf.backend().numDataIds(), tf.memory().numTensors];
  for (let at = 0; at < 100; at++) {
    tf.tidy(() => void tf.concat([...tf.unstack(x, 1), ...tf.unstack(x, 1)], 0));
    tf.tidy(
      () =>
        tf.split(
          tf.pad(x, [
            [0, 1],
            [1, 0],
            [0, 0],
          ]),
          2,
          0,
        ).length,
    );
    tf.tidy(() => void tf.stack([x, x], -1));
  }
  expect([tf.backend().numDataIds(), tf.memory().numTensors]).toEqual(before);
  x.dispose();
});
