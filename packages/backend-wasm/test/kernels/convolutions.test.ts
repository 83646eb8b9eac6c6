import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

interface Case {
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number;
}

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Images and filters of which at least one window fits; now and then so many that they are taken in blocks. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    x: fc.tuple(fc.oneof(size(3), fc.constantFrom(40, 41)), size(9), size(9), size(5)),
    kernel: fc.tuple(size(4), size(4)),
    filters: size(9),
    strides: fc.tuple(size(3), size(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const, 1),
  })
  .map(({ x, kernel, filters, strides, pad }) => ({
    x,
    filter: [Math.min(kernel[0], x[1]), Math.min(kernel[1], x[2]), x[3], filters] as Case['filter'],
    strides,
    pad,
  }));

const run = (kernel: string, inputs: Record<string, Tensor>, { strides, pad }: Case, more: object = {}): Tensor =>
  tf.engine().runKernel(kernel, inputs, { strides, pad, dataFormat: 'NHWC', dilations: [1, 1], ...more });
const outShape = ({ x, filter, strides, pad }: Case): number[] =>
  tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad).outShape;

beforeAll(startBoth);

describe('Conv2D', () => {
  it('equals the cpu backend for any windows', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seedOf, async (one, seed) => {
        await expectSame(
          () => run('Conv2D', { x: tensorFor(one.x, seed), filter: tensorFor(one.filter, seed + 1) }, one),
          1e-5,
        );
      }),
      { numRuns: 80 },
    );
  });

  it('knows dilations', async () => {
    await expectSame(
      () =>
        tf.conv2d(
          tensorFor([2, 9, 8, 3], 1) as Tensor4D,
          tensorFor([3, 2, 3, 4], 2) as Tensor4D,
          1,
          'same',
          'NHWC',
          [2, 3],
        ),
      1e-5,
    );
  });

  it('takes no images', async () => {
    await expectSame(() => tf.conv2d(tf.zeros<tf.Rank.R4>([0, 5, 5, 2]), tf.ones<tf.Rank.R4>([3, 3, 2, 4]), 1, 'same'));
  });

  it('takes blocks of images and a smaller last one', async () => {
    const one: Case = { x: [9, 20, 20, 16], filter: [3, 3, 16, 8], strides: [1, 1], pad: 'same' };
    await expectSame(() => run('Conv2D', { x: tensorFor(one.x, 1), filter: tensorFor(one.filter, 2) }, one), 1e-4);
  });

  it('passes NaN and infinity on to the windows that hold them, and no others', async () => {
    const x = Array.from({ length: 36 }, (_, at) => (at === 0 ? NaN : at === 35 ? Infinity : 1));
    await expectSame(() => tf.conv2d(tf.tensor4d(x, [1, 6, 6, 1]), tf.ones([3, 3, 1, 2]), 1, 'same'), 1e-5);
  });

  it('stays right while the heap grows, and leaves nothing behind', () => {
    const [x, filter] = [tensorFor([4, 9, 9, 3], 1) as Tensor4D, tensorFor([3, 3, 3, 5], 2) as Tensor4D];
    const values = (): number[] => tf.tidy(() => Array.from(tf.conv2d(x, filter, 2, 'same').dataSync()));
    const expected = values();
    const before = [tf.backend().numDataIds(), tf.memory().numTensors];
    const ballast = Array.from({ length: 8 }, () => {
      const grown = tf.zeros([4_000_000]);
      expect(values()).toEqual(expected);
      return grown;
    });
    tf.dispose(ballast);
    expect([tf.backend().numDataIds(), tf.memory().numTensors]).toEqual(before);
    tf.dispose([x, filter]);
  });
});

describe.each(['Conv2DBackpropInput', 'Conv2DBackpropFilter'])('%s', (kernel) => {
  const transposed = (one: Case, seed: number): Tensor => {
    const dy = tensorFor(outShape(one), seed);
    return kernel === 'Conv2DBackpropInput'
      ? run(kernel, { dy, filter: tensorFor(one.filter, seed + 1) }, one, { inputShape: one.x })
      : run(kernel, { dy, x: tensorFor(one.x, seed + 1) }, one, { filterShape: one.filter });
  };

  it('equals the cpu backend for any windows', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seedOf, async (one, seed) => {
        await expectSame(() => transposed(one, seed), 1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up blocks of images', async () => {
    await expectSame(
      () => transposed({ x: [9, 20, 20, 16], filter: [3, 3, 16, 8], strides: [1, 1], pad: 'same' }, 3),
      1e-3,
    );
  });
});

describe('fused kernels', () => {
  const activations = ['linear', 'relu', 'sigmoid', 'relu6', 'elu', 'leakyrelu', 'prelu'] as const;
  const more = (activation: string, columns: number): object => ({
    leakyreluAlpha: 0.3,
    ...(activation === 'prelu' ? { preluActivationWeights: tensorFor([columns], 4) } : {}),
  });

  it.each(activations)('a convolution with bias and %s equals the cpu backend', async (activation) => {
    for (const bias of [true, false]) {
      await expectSame(
        () =>
          tf.fused.conv2d({
            x: tensorFor([2, 7, 6, 3], 1) as Tensor4D,
            filter: tensorFor([3, 3, 3, 5], 2) as Tensor4D,
            strides: 2,
            pad: 'same',
            activation,
            ...more(activation, 5),
            ...(bias ? { bias: tensorFor([5], 3) } : {}),
          }),
        1e-5,
      );
    }
  });

  it.each(activations)('a product with bias and %s equals the cpu backend, transposed or not', async (activation) => {
    for (const [transposeA, transposeB, bias] of [
      [false, false, true],
      [true, false, true],
      [false, true, false],
      [true, true, true],
    ] as const) {
      await expectSame(
        () =>
          tf.fused.matMul({
            a: tensorFor(transposeA ? [6, 9] : [9, 6], 1),
            b: tensorFor(transposeB ? [7, 6] : [6, 7], 2),
            transposeA,
            transposeB,
            activation,
            ...more(activation, 7),
            ...(bias ? { bias: tensorFor([7], 3) } : {}),
          }),
        1e-5,
      );
    }
  });
});
