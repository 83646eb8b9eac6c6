import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { convolutionGeometry } from '@innerloop/core';
import type { ConvolutionGeometry, ConvolutionOptions, Padding } from '@innerloop/core';

type Pair = readonly [number, number];

/** What TensorFlow.js' convolution and pooling kernels say about their windows; each leaves some of it out. */
export type WindowAttributes = {
  readonly strides: number | Pair;
  readonly dilations?: number | Pair | null;
  readonly pad: Padding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: ConvolutionOptions['rounding'] | null;
};

export const windowAttributes = (attrs: NamedAttrMap | undefined): WindowAttributes =>
  attrs as unknown as WindowAttributes;

/** Whether TensorFlow's own CPU kernels do it: channels last, and padding by rule. */
export const isPlain = ({ pad, dataFormat = 'NHWC' }: WindowAttributes): boolean =>
  dataFormat === 'NHWC' && typeof pad === 'string';

const isFirst = ({ dataFormat }: WindowAttributes): boolean => dataFormat === 'NCHW';

/** Images with channels last, whatever layout the kernel was given. */
export const channelsLast = (x: Tensor, attrs: WindowAttributes): Tensor =>
  isFirst(attrs) ? tf.transpose(x, [0, 2, 3, 1]) : x;

/** Images with channels last, back in the kernel's layout. */
export const inLayout = (x: Tensor, attrs: WindowAttributes): Tensor =>
  isFirst(attrs) ? tf.transpose(x, [0, 3, 1, 2]) : x;

function lastOf<T>(items: readonly T[]): readonly T[] {
  const [batch, channels, height, width] = items as readonly [T, T, T, T];
  return [batch, height, width, channels];
}

/** The geometry of windows over images of a shape given in the kernel's layout. */
export function geometryOf(
  shape: readonly number[],
  window: readonly number[],
  attrs: WindowAttributes,
): ConvolutionGeometry {
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const first = isFirst(attrs);
  return convolutionGeometry({
    xShape: first ? lastOf(shape) : shape,
    filterShape: window,
    strides,
    dilations: dilations ?? 1,
    pad: first && Array.isArray(pad) ? lastOf(pad as readonly Pair[]) : pad,
    ...(dimRoundingMode ? { rounding: dimRoundingMode } : {}),
  });
}
