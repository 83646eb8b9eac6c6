import { leaf } from '@innerloop/core';
import { checkGradients } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extent, expectSame, describeNative, seedOf, shapes, tensorFor } from '../native.js';

const binary = [
  'Add', 'Sub', 'Multiply', 'RealDiv', 'SquaredDifference', 'Maximum', 'Minimum',
  'Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual',
]; // prettier-ignore
const unary = [
  'Abs', 'Cos', 'Elu', 'Erf', 'Exp', 'Expm1', 'Log', 'Log1p', 'Neg', 'Reciprocal', 'Relu', 'Rsqrt', 'Sigmoid', 'Sign',
  'Sin', 'Softplus', 'Sqrt', 'Square', 'Step', 'Tanh',
]; // prettier-ignore

const special = [0, -0, 1, -1, Infinity, -Infinity, 3e38];
const ofX = (kernel: string, x: tf.Tensor, attrs: tf.NamedAttrMap = {}): tf.Tensor =>
  tf.engine().runKernel(kernel, { x }, attrs);

/** Two shapes that broadcast: each axis of either may be one, and either may lack leading axes. */
const shapePairs = fc
  .record({
    axes: fc.array(fc.tuple(extent, fc.constantFrom('both', 'both', 'a', 'b')), { maxLength: 4 }),
    lackA: fc.nat(4),
    lackB: fc.nat(4),
  })
  .map(({ axes, lackA, lackB }) => ({
    a: axes.map(([size, where]) => (where === 'b' ? 1 : size)).slice(Math.min(lackA, axes.length)),
    b: axes.map(([size, where]) => (where === 'a' ? 1 : size)).slice(Math.min(lackB, axes.length)),
  }))
  .filter(({ a, b }) => tf.util.sizeFromShape(a) * tf.util.sizeFromShape(b) < 50_000);

describeNative('functions of each element', () => {
  describe.each(binary)('%s', (kernel) => {
    it('equals the cpu backend over any shapes that broadcast', async () => {
      await fc.assert(
        fc.asyncProperty(shapePairs, seedOf, ({ a, b }, seed) =>
          expectSame(() => tf.engine().runKernel(kernel, { a: tensorFor(a, seed), b: tensorFor(b, seed + 1) }), 1e-6),
        ),
        { numRuns: 30 },
      );
    });

    it('passes NaN and infinity through like the cpu backend', async () => {
      const pairs = [...special, NaN].flatMap((x) => [...special, NaN].map((y) => [x, y] as const));
      await expectSame(
        () =>
          tf.engine().runKernel(kernel, { a: tf.tensor(pairs.map(([x]) => x)), b: tf.tensor(pairs.map(([, y]) => y)) }),
        1e-6,
      );
    });

    it('refuses shapes that do not broadcast', () => {
      expect(() => tf.engine().runKernel(kernel, { a: tf.zeros([3]), b: tf.zeros([4]) })).toThrow();
    });
  });

  describe.each(unary)('%s', (kernel) => {
    it('equals the cpu backend at any shape, infinity included', async () => {
      await fc.assert(
        fc.asyncProperty(shapes, seedOf, (shape, seed) =>
          expectSame(() => ofX(kernel, tensorFor(shape, seed), { alpha: 0 }), 1e-5),
        ),
        { numRuns: 15 },
      );
      const defined = ['Sin', 'Cos'].includes(kernel) ? [0, -0, 1, -1] : special;
      await expectSame(() => ofX(kernel, tf.tensor(defined), { alpha: 0 }), 1e-5);
    });

    it('gives NaN for NaN', () => {
      const value = tf.tidy(() => ofX(kernel, tf.tensor([NaN, 1]), { alpha: 0 }).dataSync());
      expect(value[0]).toBeNaN();
      expect(value[1]).not.toBeNaN();
    });
  });

  describe('Step', () => {
    it("leaves a slope below zero, and integers' type, to tfjs-node", async () => {
      for (const alpha of [0.5, -2]) await expectSame(() => ofX('Step', tensorFor([21], 1), { alpha }));
    });

    it('makes gradients of relu networks right to second order', () => {
      const at = { w: tf.mul(tensorFor([3, 4], 5), 0.3), v: tf.mul(tensorFor([4, 2], 6), 0.3) };
      const x = tensorFor([5, 3], 7);
      for (const order of [1, 2]) {
        checkGradients(
          (params) => tf.square(tf.matMul(tf.relu(tf.matMul(x, leaf(params, 'w'))), leaf(params, 'v'))),
          at,
          { order },
        );
      }
    });
  });

  describe('Cast', () => {
    it('shares what has the type, without tying its life to it', () => {
      const x = tf.tensor([1.5, 2]);
      const same = tf.cast(x, 'float32');
      x.dispose();
      expect(Array.from(same.dataSync())).toEqual([1.5, 2]);
      same.dispose();
    });

    it('equals the cpu backend between types', async () => {
      for (const dtype of ['int32', 'bool', 'float32'] as const)
        await expectSame(() => tf.cast(tf.tensor([0, 1.7, -2.3]), dtype));
      await expectSame(() => tf.cast(tf.tensor([true, false], [2], 'bool'), 'float32'));
    });
  });

  describe('Prelu and Softmax', () => {
    it('equal the cpu backend, infinity included', async () => {
      await expectSame(() => tf.prelu(tf.tensor(special), tf.tensor([0.25])));
      await expectSame(() => tf.prelu(tensorFor([3, 4], 1), tensorFor([4], 2)));
      await expectSame(() => tf.softmax(tensorFor([3, 4], 1)), 1e-6);
    });
  });
});
