import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import type { ConvolutionGeometry, ConvolutionOptions, Padding } from './geometry.js';
import { convolutionGeometry } from './geometry.js';

type Pair = readonly [number, number];

/** What TensorFlow.js' convolution and pooling kernels say about their windows; each leaves some of it out. */
export interface WindowAttributes {
  readonly strides: number | Pair;
  readonly dilations?: number | Pair | null;
  readonly pad: Padding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: ConvolutionOptions['rounding'] | null;
}

export const windowAttributes = (attrs: NamedAttrMap): WindowAttributes => attrs as unknown as WindowAttributes;

/** Whether channels stand before the sides of an image. */
export const isChannelsFirst = ({ dataFormat }: WindowAttributes): boolean => dataFormat === 'NCHW';

/** Images with channels last, whatever layout the kernel was given. */
export const channelsLast = (x: Tensor, attrs: WindowAttributes): Tensor =>
  isChannelsFirst(attrs) ? tf.transpose(x, [0, 2, 3, 1]) : x;

/** Images with channels last, back in the kernel's layout. */
export const inLayout = (x: Tensor, attrs: WindowAttributes): Tensor =>
  isChannelsFirst(attrs) ? tf.transpose(x, [0, 3, 1, 2]) : x;

function lastOf<T>(items: readonly T[]): readonly T[] {
  const [batch, channels, height, width] = items as readonly [T, T, T, T];
  return [batch, height, width, channels];
}

/** The geometry of windows over images of a shape given in the kernel's layout. */
export function geometryOf(shape: Shape, filterShape: Shape, attrs: WindowAttributes): ConvolutionGeometry {
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const first = isChannelsFirst(attrs);
  return convolutionGeometry({
    xShape: first ? lastOf(shape) : shape,
    filterShape,
    strides,
    dilations: dilations ?? 1,
    pad: first && Array.isArray(pad) ? lastOf(pad as readonly Pair[]) : pad,
    ...(dimRoundingMode ? { rounding: dimRoundingMode } : {}),
  });
}
