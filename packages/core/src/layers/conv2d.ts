import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';
import type { ParamSpec } from '../contracts/params.js';
import type { Initializer } from '../params/initializers.js';
import { glorotUniform, zeros } from '../params/initializers.js';
import { leaf } from '../params/named.js';
import { im2col } from '../primitives/im2col.js';
import { convolutionGeometry } from '../primitives/geometry.js';
import { mergeTasks, rowsOf, tasksOf } from '../task-axis/data.js';
import { align } from '../task-axis/leaf.js';
import type { Pair } from './expect.js';
import { expectCount, expectImages, expectPair } from './expect.js';
import { rowsTimes } from './product.js';

export interface Conv2dOptions {
  readonly inputChannels: number;
  readonly filters: number;
  /** Height and width of a filter. */
  readonly kernelSize: Pair;
  /** Default 1. */
  readonly strides?: Pair;
  /** `same` (default) pads with zeros so that the image is divided by the stride, rounded up; `valid` does not pad. */
  readonly padding?: 'same' | 'valid';
  /** Distance between the taps of a filter; default 1. */
  readonly dilations?: Pair;
  /** Default true. */
  readonly bias?: boolean;
  /** Of the filters; default `glorotUniform`. The bias starts at zero. */
  readonly initializer?: Initializer;
}

/**
 * A two-dimensional convolution (cross-correlation, as everywhere in the field) plus bias: `[T, N, H, W, inputChannels] → [T, N, H', W', filters]`.
 *
 * Leaves: `kernel` `[height, width, inputChannels, filters]`, `bias` `[filters]`, each shared or per task. It is a product of the image patches
 * with the filters, so filters of each task's own cost what shared ones do, and gradients are right to any order.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 */
export function conv2d(options: Conv2dOptions): Model {
  const { inputChannels, filters, padding = 'same', bias = true, initializer = glorotUniform } = options;
  expectCount('conv2d', 'inputChannels', inputChannels);
  expectCount('conv2d', 'filters', filters);
  const kernelSize = expectPair('conv2d', 'kernelSize', options.kernelSize);
  const strides = expectPair('conv2d', 'strides', options.strides ?? 1);
  const dilations = expectPair('conv2d', 'dilations', options.dilations ?? 1);
  const kernel: ParamSpec = { shape: [...kernelSize, inputChannels, filters], initialize: initializer };
  const shift: ParamSpec = { shape: [filters], initialize: zeros };
  const taps = kernelSize[0] * kernelSize[1] * inputChannels;
  return {
    specs: bias ? { kernel, bias: shift } : { kernel },
    apply(params, x) {
      expectImages('conv2d', x, inputChannels);
      const images = mergeTasks(x);
      const shapes = { xShape: images.shape, filterShape: kernel.shape };
      const geometry = convolutionGeometry({ ...shapes, strides, dilations, pad: padding });
      const aligned = align(leaf(params, 'kernel'), kernel, 5);
      const matrix = tf.reshape(aligned, [aligned.shape[0], taps, filters]);
      const product = rowsTimes('conv2d', im2col(images, geometry), matrix, tasksOf(x));
      const value = tf.reshape(product, [tasksOf(x), rowsOf(x), geometry.outHeight, geometry.outWidth, filters]);
      return bias ? tf.add(value, align(leaf(params, 'bias'), shift, 5)) : value;
    },
  };
}
