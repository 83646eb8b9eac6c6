import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../../primitives/geometry.js';
import { columnShape } from '../../primitives/geometry.js';
import { col2im, im2col } from '../../primitives/im2col.js';
import { geometryOf, windowAttributes } from '../../primitives/window-attributes.js';

/** `[rows, taps · channels] ↔ [channels, rows, taps]`: a product of matrices for each channel. */
function byChannel(columns: Tensor, g: ConvolutionGeometry): Tensor {
  return tf.transpose(tf.reshape(columns, [columns.shape[0], g.kernelHeight * g.kernelWidth, g.channels]), [2, 0, 1]);
}

/** `[batch, outHeight, outWidth, channels · multiplier] → [channels, rows, multiplier]` */
const gradientByChannel = (dy: Tensor, g: ConvolutionGeometry): Tensor =>
  tf.transpose(tf.reshape(dy, [columnShape(g)[0], g.channels, -1]), [1, 0, 2]);

/** `[kernelHeight, kernelWidth, channels, multiplier] → [channels, taps, multiplier]` */
const filterByChannel = (filter: Tensor, g: ConvolutionGeometry): Tensor =>
  tf.transpose(tf.reshape(filter, [g.kernelHeight * g.kernelWidth, g.channels, -1]), [1, 0, 2]);

function byImages(dy: Tensor, filter: Tensor, g: ConvolutionGeometry): Tensor {
  const columns = tf.matMul(gradientByChannel(dy, g), filterByChannel(filter, g), false, true);
  return col2im(tf.reshape(tf.transpose(columns, [1, 2, 0]), columnShape(g)), g);
}

function byFilter(dy: Tensor, x: Tensor, g: ConvolutionGeometry, shape: number[]): Tensor {
  const taps = tf.matMul(byChannel(im2col(x, g), g), gradientByChannel(dy, g), true, false);
  return tf.reshape(tf.transpose(taps, [1, 0, 2]), shape);
}

/** `depthwiseConv2d`: each channel has filters of its own. By `Im2Col`, `Col2Im` and a batched `matMul`, so any order is right. */
export const depthwise: readonly GradConfig[] = [
  {
    kernelName: 'DepthwiseConv2dNative',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const g = geometryOf(x.shape, filter.shape, windowAttributes(attrs));
      return {
        x: () => byImages(dy as Tensor, filter, g),
        filter: () => byFilter(dy as Tensor, x, g, filter.shape),
      };
    },
  },
];
