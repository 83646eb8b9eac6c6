import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';
import type { ConvolutionGeometry } from '@innerloop/core';

const small = fc.integer({ min: 1, max: 3 });

/** Any geometry, padded or not; the output is as large as the padding asked for lets it be. */
const geometries: fc.Arbitrary<ConvolutionGeometry> = fc
  .record({
    batch: small,
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 16, 17)),
    kernelHeight: small,
    kernelWidth: small,
    strideHeight: small,
    strideWidth: small,
    dilationHeight: fc.integer({ min: 1, max: 2 }),
    dilationWidth: fc.integer({ min: 1, max: 2 }),
    padTop: fc.integer({ min: 0, max: 2 }),
    padLeft: fc.integer({ min: 0, max: 2 }),
    farHeight: fc.integer({ min: 0, max: 2 }),
    farWidth: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ farHeight, farWidth, ...g }) => {
    const places = (extent: number, reach: number, stride: number): number => Math.floor((extent - reach) / stride) + 1;
    const outHeight = places(
      g.height + g.padTop + farHeight,
      (g.kernelHeight - 1) * g.dilationHeight + 1,
      g.strideHeight,
    );
    const outWidth = places(g.width + g.padLeft + farWidth, (g.kernelWidth - 1) * g.dilationWidth + 1, g.strideWidth);
    return { ...g, outHeight, outWidth };
  })
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);

function imageShape(g: ConvolutionGeometry): number[] {
  return [g.batch, g.height, g.width, g.channels];
}

function patchShape(g: ConvolutionGeometry): number[] {
  return [g.batch * g.outHeight * g.outWidth, g.kernelHeight * g.kernelWidth * g.channels];
}

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
      fc.asyncProperty(geometries, seedOf, async (g, seed) => {
        await expectSame(() => run('Im2Col', tensorFor(imageShape(g), seed), g));
        await expectSame(() => run('Col2Im', tensorFor(patchShape(g), seed), g));
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
      await expectSame(() => run('Col2Im', tensorFor(patchShape(g), 1), g));
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
