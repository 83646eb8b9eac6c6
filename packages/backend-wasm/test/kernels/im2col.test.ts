import { columnShape, imageShape } from '@innerloop/core';
import type { ConvolutionGeometry } from '@innerloop/core';
import { windowGeometries } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

function run(kernel: 'Im2Col' | 'Col2Im', x: tf.Tensor, g: ConvolutionGeometry): tf.Tensor {
  return tf.engine().runKernel(kernel, { x }, { ...g });
}

const same: ConvolutionGeometry = {
  batch: 2, height: 28, width: 28, channels: 1, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
  dilationHeight: 1, dilationWidth: 1, padTop: 0, padLeft: 0, outHeight: 14, outWidth: 14,
}; // prettier-ignore

beforeAll(startBoth);

describe('Im2Col and Col2Im', () => {
  it('equal plain loops for any geometry', async () => {
    await fc.assert(
      fc.asyncProperty(windowGeometries, seedOf, async (g, seed) => {
        await expectSame(() => run('Im2Col', tensorFor(imageShape(g), seed), g));
        await expectSame(() => run('Col2Im', tensorFor(columnShape(g), seed), g));
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
      await expectSame(() => run('Im2Col', tensorFor(imageShape(g), 1), g));
      await expectSame(() => run('Col2Im', tensorFor(columnShape(g), 1), g));
    }
  });

  it('keep NaN to the pixels that it touches', async () => {
    await expectSame(() =>
      run('Im2Col', tf.tensor([NaN, 1, Infinity, 2], [1, 2, 2, 1]), {
        ...same,
        batch: 1,
        height: 2,
        width: 2,
        outHeight: 1,
        outWidth: 1,
      }),
    );
  });

  it('leave the memory as it was', () => {
    const x = tensorFor(imageShape(same), 1);
    const before = tf.memory().numTensors;
    for (let at = 0; at < 1000; at++) run('Im2Col', x, same).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
