import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidOptionError } from '../errors.js';

/**
 * How windows lie over images: the attributes of the kernels `Im2Col` and `Col2Im`.
 *
 * Tap (i, j) of output (r, c) reads pixel (r·strideHeight + i·dilationHeight − padTop, c·strideWidth + j·dilationWidth − padLeft),
 * and zero where that lies outside of the image.
 */
export type ConvolutionGeometry = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
};

/** `same`, `valid`, a number of pixels on each side, or `[[0, 0], [top, bottom], [left, right], [0, 0]]`. */
export type Padding = 'same' | 'valid' | number | readonly (readonly [number, number])[];

export interface ConvolutionOptions {
  /** `[batch, height, width, channels]` */
  readonly xShape: Shape;
  /** `[kernelHeight, kernelWidth, …]`; what follows does not matter here. */
  readonly filterShape: Shape;
  /** Default 1. */
  readonly strides?: number | readonly [number, number];
  /** Default 1. */
  readonly dilations?: number | readonly [number, number];
  readonly pad: Padding;
  /** How an output size that is not whole is rounded; TensorFlow.js' `dimRoundingMode`, only with a numeric or explicit padding. */
  readonly rounding?: 'floor' | 'round' | 'ceil';
}

type NumericPad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
const pair = (value: number | readonly [number, number]): [number, number] =>
  typeof value === 'number' ? [value, value] : [...value];

/**
 * The geometry of a two-dimensional convolution or pooling, sized and padded as TensorFlow does, computed by the very function
 * that TensorFlow.js' own forward kernels use.
 *
 * @throws InvalidOptionError if no window fits into the image
 */
export function convolutionGeometry(options: ConvolutionOptions): ConvolutionGeometry {
  const { xShape, filterShape, strides = 1, dilations = 1, pad, rounding } = options;
  const [batch = 0, height = 0, width = 0, channels = 0] = xShape;
  const [kernelHeight = 0, kernelWidth = 0] = filterShape;
  const found = tf.backend_util.computeConv2DInfo(
    [batch, height, width, channels],
    [kernelHeight, kernelWidth, channels, 1],
    pair(strides),
    pair(dilations),
    pad as NumericPad,
    rounding,
  );
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, outHeight, outWidth, padInfo } = found;
  if (!(outHeight > 0 && outWidth > 0)) {
    throw new InvalidOptionError(
      `convolutionGeometry: no window of ${kernelHeight} × ${kernelWidth} fits into an image of ${height} × ${width}. Pad with 'same', or use fewer or smaller layers.`,
    );
  }
  return {
    batch,
    height,
    width,
    channels,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    padTop: padInfo.top,
    padLeft: padInfo.left,
    outHeight,
    outWidth,
  };
}

/** `[batch, height, width, channels]` of the images. */
export const imageShape = (g: ConvolutionGeometry): [number, number, number, number] => [
  g.batch,
  g.height,
  g.width,
  g.channels,
];

/** `[batch · outHeight · outWidth, kernelHeight · kernelWidth · channels]` of the columns: one row a window. */
export const columnShape = (g: ConvolutionGeometry): [number, number] => [
  g.batch * g.outHeight * g.outWidth,
  g.kernelHeight * g.kernelWidth * g.channels,
];

/** Rows and columns of zeros that windows reach below and to the right of the image; negative where they stop short of its edge. */
export const farPadding = (g: ConvolutionGeometry): { readonly bottom: number; readonly right: number } => ({
  bottom: (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1 - g.height - g.padTop,
  right: (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1 - g.width - g.padLeft,
});
