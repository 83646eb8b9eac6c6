import type { ConvolutionGeometry } from '@innerloop/core';
import { col2im, columnShape, im2col, imageShape, leaf } from '@innerloop/core';
import { checkGradients, windowGeometries } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame, describeNative, seedOf, tensorFor } from '../native.js';

const same: ConvolutionGeometry = {
  batch: 2, height: 28, width: 28, channels: 1, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
  dilationHeight: 1, dilationWidth: 1, padTop: 0, padLeft: 0, outHeight: 14, outWidth: 14,
}; // prettier-ignore

describeNative('columns of windows', () => {
  describe('Im2Col and Col2Im', () => {
    it('equal plain loops for any geometry', async () => {
      await fc.assert(
        fc.asyncProperty(windowGeometries, seedOf, async (g, seed) => {
          await expectSame(() => im2col(tensorFor(imageShape(g), seed), g));
          await expectSame(() => col2im(tensorFor(columnShape(g), seed), g));
        }),
        { numRuns: 200 },
      );
    });

    it('equal plain loops for the layers of conv4', async () => {
      for (const g of [
        same,
        { ...same, height: 14, width: 14, channels: 64, outHeight: 7, outWidth: 7 },
        { ...same, channels: 3, padTop: 1, padLeft: 1, strideHeight: 1, strideWidth: 1, outHeight: 28, outWidth: 28 },
      ]) {
        await expectSame(() => im2col(tensorFor(imageShape(g), 1), g));
        await expectSame(() => col2im(tensorFor(columnShape(g), 1), g));
      }
    });

    it('keep NaN and infinity to the taps that they touch', async () => {
      const g = { ...same, batch: 1, height: 2, width: 2, outHeight: 1, outWidth: 1 };
      await expectSame(() => im2col(tf.tensor([NaN, 1, Infinity, 2], [1, 2, 2, 1]), g));
      await expectSame(() => col2im(tf.tensor([[NaN, 1, 2, Infinity, 3, 4, 5, 6, 7]]), g));
    });

    it('take an empty batch', async () => {
      await expectSame(() => im2col(tf.zeros([0, 28, 28, 1]), { ...same, batch: 0 }));
      await expectSame(() => col2im(tf.zeros([0, 9]), { ...same, batch: 0 }));
    });

    it('have gradients that agree with finite differences to third order', () => {
      const g = { ...same, batch: 1, height: 5, width: 4, channels: 2, padTop: 1, outHeight: 3, outWidth: 1 };
      const cubed = (x: Tensor): Tensor => tf.mul(x, tf.mul(x, x));
      for (const order of [1, 2, 3]) {
        const x = tensorFor(imageShape(g), 3);
        checkGradients((params) => cubed(im2col(leaf(params, 'x'), g)), { x: tf.mul(x, 0.3) }, { order });
        const columns = tensorFor(columnShape(g), 4);
        checkGradients((params) => cubed(col2im(leaf(params, 'x'), g)), { x: tf.mul(columns, 0.1) }, { order });
      }
    });

    it('leave no tensor and no data behind', () => {
      const [x, columns] = [tensorFor(imageShape(same), 1), tensorFor(columnShape(same), 1)];
      const before = tf.memory().numTensors;
      for (let at = 0; at < 500; at++) tf.dispose([im2col(x, same), col2im(columns, same)]);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([x, columns]);
    });
  });
});
