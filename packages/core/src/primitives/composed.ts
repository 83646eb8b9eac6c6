import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { dilateAxis } from './dilate.js';
import type { ConvolutionGeometry } from './geometry.js';
import { columnShape, farPadding, imageShape } from './geometry.js';

/** Where tap (i, j) of all windows lies in the padded images: the first row and column, and how far they reach. */
function tapsOf(g: ConvolutionGeometry): { readonly top: number; readonly left: number }[] {
  const taps = [];
  for (let i = 0; i < g.kernelHeight; i++) {
    for (let j = 0; j < g.kernelWidth; j++) taps.push({ top: i * g.dilationHeight, left: j * g.dilationWidth });
  }
  return taps;
}

const reach = (g: ConvolutionGeometry): [number, number] => [
  (g.outHeight - 1) * g.strideHeight + 1,
  (g.outWidth - 1) * g.strideWidth + 1,
];

/** Images with the zeros that windows reach, and without what they do not reach: `[batch, paddedHeight, paddedWidth, channels]`. */
function padImages(x: Tensor, g: ConvolutionGeometry): Tensor {
  const { bottom, right } = farPadding(g);
  return tf.pad(x, [
    [0, 0],
    [g.padTop, Math.max(bottom, 0)],
    [g.padLeft, Math.max(right, 0)],
    [0, 0],
  ]);
}

/** `Im2Col` in stock ops, for any backend: pads, reads each tap of all windows by a strided slice, joins them. */
export const im2colComposed: KernelFunc = ({ inputs, attrs }) => {
  const g = attrs as unknown as ConvolutionGeometry;
  const [height, width] = reach(g);
  return tf.tidy(() => {
    const padded = padImages(inputs['x'] as Tensor, g);
    const rows = tapsOf(g).map(({ top, left }) => {
      const strides = [1, g.strideHeight, g.strideWidth, 1];
      const taps = tf.stridedSlice(
        padded,
        [0, top, left, 0],
        [g.batch, top + height, left + width, g.channels],
        strides,
      );
      return tf.reshape(taps, [columnShape(g)[0], g.channels]);
    });
    return tf.concat(rows, 1);
  });
};

/** `Col2Im` in stock ops: each tap is spread by its stride, put in its place in the padded images and added up. */
export const col2imComposed: KernelFunc = ({ inputs, attrs }) => {
  const g = attrs as unknown as ConvolutionGeometry;
  const [height, width] = reach(g);
  const { bottom, right } = farPadding(g);
  const [paddedHeight, paddedWidth] = [
    g.height + g.padTop + Math.max(bottom, 0),
    g.width + g.padLeft + Math.max(right, 0),
  ];
  return tf.tidy(() => {
    const placed = tapsOf(g).map(({ top, left }, tap) => {
      const column = tf.slice(inputs['x'] as Tensor, [0, tap * g.channels], [columnShape(g)[0], g.channels]);
      const grid = tf.reshape(column, [g.batch, g.outHeight, g.outWidth, g.channels]);
      const spread = dilateAxis(dilateAxis(grid, 1, g.strideHeight), 2, g.strideWidth);
      return tf.pad(spread, [
        [0, 0],
        [top, paddedHeight - top - height],
        [left, paddedWidth - left - width],
        [0, 0],
      ]);
    });
    return tf.slice(tf.addN(placed), [0, g.padTop, g.padLeft, 0], imageShape(g));
  });
};
