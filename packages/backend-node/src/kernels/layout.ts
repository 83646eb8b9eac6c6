import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { WindowAttributes } from '@innerloop/core';

/** What a kernel was told about its windows. */
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
