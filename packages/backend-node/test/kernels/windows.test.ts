import { leaf, tidy } from '@innerloop/core';
import { checkGradients, expectNoLeaks } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectSame, describeNative, seedOf, tensorFor } from '../native.js';

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

const side = fc.tuple(fc.nat(2), fc.nat(2));
const paddings: fc.Arbitrary<'same' | 'valid' | number | ExplicitPadding> = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const, 0, 1, 2),
  fc.tuple(side, side).map(([height, width]): ExplicitPadding => [[0, 0], height, width, [0, 0]]),
);
const two = (value: number): fc.Arbitrary<[number, number]> => {
  const upTo = fc.integer({ min: 1, max: value });
  return fc.tuple(upTo, upTo);
};

const convolutions = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  size: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 })),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 3 }),
  kernel: two(3),
  strides: two(3),
  dilation: fc.constantFrom(1, 1, 2),
  pad: paddings,
});

/** Strides and dilations exclude each other in TensorFlow.js. */
const stridesOf = (strides: [number, number], dilation: number): [number, number] =>
  dilation === 1 ? strides : [1, 1];
const fits = ({ size, kernel, dilation }: { size: number[]; kernel: number[]; dilation: number }): boolean =>
  size.every((extent, axis) => ((kernel[axis] ?? 1) - 1) * dilation < extent);

describeNative('convolutions and poolings', () => {
  describe('convolutions', () => {
    it('equal the cpu backend at any size, stride, padding and dilation, and so do their gradients', async () => {
      await fc.assert(
        fc.asyncProperty(convolutions.filter(fits), seedOf, async (c, seed) => {
          const x = (): Tensor4D => tensorFor([c.batch, ...c.size, c.channels], seed) as Tensor4D;
          const filter = (): Tensor4D => tensorFor([...c.kernel, c.channels, c.filters], seed + 1) as Tensor4D;
          const strides = stridesOf(c.strides, c.dilation);
          const convolved = (a: Tensor4D, f: Tensor4D): Tensor => tf.conv2d(a, f, strides, c.pad, 'NHWC', c.dilation);
          await expectSame(() => convolved(x(), filter()), 1e-5);
          await expectSame(() => tf.depthwiseConv2d(x(), filter(), strides, c.pad, 'NHWC', c.dilation), 1e-5);
          const weighted = (y: Tensor): Tensor => tf.sum(tf.mul(y, tensorFor(y.shape, 9)));
          await expectSame(() => tf.grad((f) => weighted(convolved(x(), f as Tensor4D)))(filter()), 1e-5);
          await expectSame(() => tf.grad((a) => weighted(convolved(a as Tensor4D, filter())))(x()), 1e-5);
        }),
        { numRuns: 40 },
      );
    });

    it("equal the cpu backend as TensorFlow.js' own gradients call them, and with channels first", async () => {
      await fc.assert(
        fc.asyncProperty(convolutions.filter(fits), seedOf, async (c, seed) => {
          const inputShape: [number, number, number, number] = [c.batch, ...c.size, c.channels];
          const filterShape: [number, number, number, number] = [...c.kernel, c.channels, c.filters];
          const attrs = { strides: c.strides, pad: c.pad, dataFormat: 'NHWC', dimRoundingMode: undefined };
          const dy = (): Tensor => {
            const y = tf.conv2d(tf.zeros<tf.Rank.R4>(inputShape), tf.zeros<tf.Rank.R4>(filterShape), c.strides, c.pad);
            return tensorFor(y.shape, seed);
          };
          const run = (kernel: string, inputs: tf.NamedTensorMap, more: object): Tensor =>
            tf.engine().runKernel(kernel, inputs, { ...attrs, ...more } as unknown as tf.NamedAttrMap);
          await expectSame(
            () => run('Conv2DBackpropFilter', { x: tensorFor(inputShape, seed), dy: dy() }, { filterShape }),
            1e-5,
          );
          await expectSame(
            () => run('Conv2DBackpropInput', { filter: tensorFor(filterShape, seed), dy: dy() }, { inputShape }),
            1e-5,
          );
          const { pad } = c;
          if (typeof pad === 'object') return;
          const first = [c.batch, c.channels, ...c.size];
          const filter = (): Tensor4D => tensorFor(filterShape, seed) as Tensor4D;
          await expectSame(() => tf.conv2d(tensorFor(first, seed) as Tensor4D, filter(), c.strides, pad, 'NCHW'), 1e-5);
        }),
        { numRuns: 30 },
      );
    });

    it('have gradients that agree with finite differences to second order, strided, padded, dilated', () => {
      const at = { x: tf.mul(tensorFor([1, 5, 4, 2], 1), 0.2), filter: tf.mul(tensorFor([3, 2, 2, 3], 2), 0.2) };
      const settings = [
        { strides: 2, pad: 'same', dilation: 1 },
        { strides: 1, pad: 1, dilation: 1 },
        { strides: 1, pad: 'same', dilation: 2 },
      ] as const;
      for (const { strides, pad, dilation } of settings) {
        checkGradients(
          (params) => {
            const [x, filter] = [leaf(params, 'x') as Tensor4D, leaf(params, 'filter') as Tensor4D];
            return tf.tanh(tf.conv2d(x, filter, strides, pad, 'NHWC', dilation));
          },
          at,
          { order: 2 },
        );
      }
    });
  });

  describe.each([
    ['max', tf.maxPool],
    ['average', tf.avgPool],
  ] as const)('%s pooling', (_, pool) => {
    it('equals the cpu backend with any window, stride and padding, and so does its gradient', async () => {
      await fc.assert(
        fc.asyncProperty(
          convolutions.filter(fits).filter(({ pad, kernel }) => typeof pad !== 'number' || pad < Math.min(...kernel)),
          seedOf,
          async ({ batch, size, channels, kernel, strides, pad }, seed) => {
            // All negative: a window whose maximum is below zero must not prefer its padding.
            const x = (): Tensor4D => tf.sub(tensorFor([batch, ...size, channels], seed), 5);
            const padding = Array.isArray(pad) ? 'same' : pad;
            await expectSame(() => pool(x(), kernel, strides, padding), 1e-5);
            await expectSame(
              () => tf.grad((a) => tf.sum(tf.mul(pool(a as Tensor4D, kernel, strides, padding), 3)))(x()),
              1e-5,
            );
          },
        ),
        { numRuns: 30 },
      );
    });

    it('has a gradient that agrees with finite differences to second order', () => {
      // Entries that differ by more than the step of the differences, so that no maximum changes.
      const x = tf.reshape(tf.mul(tf.sin(tf.range(0, 50)), 2), [1, 5, 5, 2]);
      for (const pad of ['same', 'valid', 1] as const) {
        checkGradients((params) => tf.tanh(pool(leaf(params, 'x') as Tensor4D, 2, 2, pad)), { x }, { order: 2 });
      }
    });
  });

  it('leaves the memory as it was, where it composes', async () => {
    const [x, filter] = [tensorFor([1, 5, 5, 2], 1) as Tensor4D, tensorFor([3, 3, 2, 2], 2) as Tensor4D];
    for (const f of [
      () => tf.conv2d(x, filter, 1, 1),
      () => tf.depthwiseConv2d(x, filter, 1, 1),
      () => tf.maxPool(x, 2, 1, 1),
      () => tf.avgPool(x, 2, 1, 1),
    ]) {
      await expectNoLeaks(() => tidy(f));
    }
    tf.dispose([x, filter]);
  });
});
