import type { ConvolutionGeometry } from '@innerloop/core';
import fc from 'fast-check';

const small = fc.integer({ min: 1, max: 3 });
const size = fc.integer({ min: 1, max: 9 });
const dilation = fc.integer({ min: 1, max: 2 });
const padding = fc.integer({ min: 0, max: 2 });

/**
 * Windows of any geometry that have a place, padded unevenly or not; channels on both sides of a vector's width, and one beyond two of them.
 * For kernels that gather or scatter windows of images.
 */
export const windowGeometries: fc.Arbitrary<ConvolutionGeometry> = fc
  .record({
    batch: small,
    height: size,
    width: size,
    channels: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 16, 17)),
    kernelHeight: small,
    kernelWidth: small,
    strideHeight: small,
    strideWidth: small,
    dilationHeight: dilation,
    dilationWidth: dilation,
    padTop: padding,
    padLeft: padding,
    padBottom: padding,
    padRight: padding,
  })
  .map(({ padBottom, padRight, ...g }) => {
    const places = (extent: number, kernel: number, apart: number, stride: number): number =>
      Math.floor((extent - (kernel - 1) * apart - 1) / stride) + 1;
    const [height, width] = [g.height + g.padTop + padBottom, g.width + g.padLeft + padRight];
    return {
      ...g,
      outHeight: places(height, g.kernelHeight, g.dilationHeight, g.strideHeight),
      outWidth: places(width, g.kernelWidth, g.dilationWidth, g.strideWidth),
    };
  })
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);
