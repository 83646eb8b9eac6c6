import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { broadcast } from './broadcast.js';
import type { ConvolutionGeometry } from './geometry.js';
import { columnShape, farPadding } from './geometry.js';
import { col2im, im2col } from './im2col.js';
import { geometryOf, windowAttributes } from './window-attributes.js';

type Pair = [number, number];

/** Below every number that a network computes, and finite: what padding holds, so that it is never the maximum. */
const LOWEST = -3.4e38;

const taps = (g: ConvolutionGeometry): number => g.kernelHeight * g.kernelWidth;

/** How the windows of a pooling kernel lie over images of a shape. */
export function poolGeometry(shape: Shape, attrs: NamedAttrMap): ConvolutionGeometry {
  const size = attrs['filterSize'] as number | Pair;
  return geometryOf(shape, typeof size === 'number' ? [size, size] : size, windowAttributes(attrs));
}

/** `[windows, taps, channels]` with padding at `LOWEST`. */
function windowsOf(x: Tensor, g: ConvolutionGeometry): Tensor {
  const far = farPadding(g);
  const [bottom, right] = [Math.max(far.bottom, 0), Math.max(far.right, 0)];
  const none = g.padTop + g.padLeft + bottom + right === 0;
  const padded = none
    ? x
    : tf.pad(
        x,
        [
          [0, 0],
          [g.padTop, bottom],
          [g.padLeft, right],
          [0, 0],
        ],
        LOWEST,
      );
  const [, height, width] = padded.shape as [number, number, number, number];
  const columns = im2col(padded, { ...g, height, width, padTop: 0, padLeft: 0 });
  return tf.reshape(columns, [-1, taps(g), g.channels]);
}

/** 1 at the first maximum of each window, else 0: `[windows, taps, channels]`. Compared as floats, which every backend does fast. */
export function firstMaxima(x: Tensor, g: ConvolutionGeometry): Tensor {
  const chosen = tf.cast(tf.argMax(windowsOf(x, g), 1), 'float32');
  const places = tf.reshape(tf.range(0, taps(g), 1, 'float32'), [1, taps(g), 1]);
  return tf.cast(tf.equal(tf.reshape(chosen, [-1, 1, g.channels]), places), 'float32');
}

/** What each window has, handed to its taps by their shares `[windows, taps, channels]`, and added up at the pixels. Linear in `dy`. */
export function handBack(dy: Tensor, shares: Tensor, g: ConvolutionGeometry): Tensor {
  const columns = tf.mul(shares, tf.reshape(dy, [-1, 1, g.channels]));
  return col2im(tf.reshape(columns, columnShape(g)), g);
}

/** How many taps of the windows at each place lie inside of the image, along one axis. */
const inside = (out: number, kernel: number, stride: number, pad: number, size: number): number[] =>
  Array.from({ length: out }, (_, place) => {
    const first = place * stride - pad;
    return Math.min(first + kernel, size) - Math.max(first, 0);
  });

/** One over the taps that lie inside of the image, by window: padding does not count in an average. */
function evenShares(g: ConvolutionGeometry): Tensor {
  const rows = inside(g.outHeight, g.kernelHeight, g.strideHeight, g.padTop, g.height);
  const columns = inside(g.outWidth, g.kernelWidth, g.strideWidth, g.padLeft, g.width);
  const values = rows.flatMap((height) => columns.map((width) => 1 / (height * width)));
  return tf.tensor4d(values, [1, g.outHeight, g.outWidth, 1]);
}

/** What each window has, handed to all its taps alike. Linear in `dy`. */
export function handBackEvenly(dy: Tensor, g: ConvolutionGeometry): Tensor {
  const share = tf.reshape(tf.mul(dy, evenShares(g)), [-1, 1, g.channels]);
  const columns = broadcast(share, [columnShape(g)[0], taps(g), g.channels]);
  return col2im(tf.reshape(columns, columnShape(g)), g);
}
