import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { convolve, convolveBackToFilter, convolveBackToImages } from '../../primitives/convolution.js';
import type { WindowAttributes } from '../../primitives/window-attributes.js';
import { windowAttributes } from '../../primitives/window-attributes.js';

type Of = (dy: Tensor, first: Tensor, second: Tensor, attrs: WindowAttributes) => Tensor;

/** Of a kernel that is linear in each of two inputs. */
const ofTwo = (kernelName: string, [first, byFirst]: [string, Of], [second, bySecond]: [string, Of]): GradConfig => ({
  kernelName,
  inputsToSave: [first, second],
  gradFunc: (gradient, saved, given: NamedAttrMap) => {
    const [dy, a, b, attrs] = [gradient as Tensor, saved[0] as Tensor, saved[1] as Tensor, windowAttributes(given)];
    return { [first]: () => byFirst(dy, a, b, attrs), [second]: () => bySecond(dy, a, b, attrs) };
  },
});

/** The kernels of the transposes know neither dilations nor, on every backend, channels first. */
function areKernels({ dilations, dataFormat }: WindowAttributes): boolean {
  return dataFormat !== 'NCHW' && [dilations ?? 1].flat().every((step) => step === 1);
}

/** Runs a kernel of the family with the windows that `attrs` describes. */
function run(kernelName: string, inputs: Record<string, Tensor>, attrs: WindowAttributes, more: object = {}): Tensor {
  const { strides, pad, dimRoundingMode } = attrs;
  const windows = { strides, pad, dataFormat: 'NHWC', dilations: 1, ...(dimRoundingMode ? { dimRoundingMode } : {}) };
  return tf.engine().runKernel<Tensor>(kernelName, inputs, { ...windows, ...more });
}

const forward = (x: Tensor, filter: Tensor, attrs: WindowAttributes): Tensor =>
  areKernels(attrs) ? run('Conv2D', { x, filter }, attrs) : convolve(x, filter, attrs);

const backToImages = (dy: Tensor, filter: Tensor, inputShape: Shape, attrs: WindowAttributes): Tensor =>
  areKernels(attrs)
    ? run('Conv2DBackpropInput', { dy, filter }, attrs, { inputShape })
    : convolveBackToImages(dy, filter, inputShape, attrs);

const backToFilter = (dy: Tensor, x: Tensor, filterShape: Shape, attrs: WindowAttributes): Tensor =>
  areKernels(attrs)
    ? run('Conv2DBackpropFilter', { x, dy }, attrs, { filterShape })
    : convolveBackToFilter(dy, x, filterShape, attrs);

/**
 * `conv2d` and its two transposes, which are closed under differentiation: a convolution is linear in images and in filter,
 * so every derivative of any of the three is one of the three. By the backend's kernels, or by `Im2Col`, `Col2Im` and `matMul`.
 */
export const convolutions: readonly GradConfig[] = [
  ofTwo(
    'Conv2D',
    ['x', (dy, x, filter, attrs) => backToImages(dy, filter, x.shape, attrs)],
    ['filter', (dy, x, filter, attrs) => backToFilter(dy, x, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropInput',
    ['dy', (dx, _dy, filter, attrs) => forward(dx, filter, attrs)],
    ['filter', (dx, dy, filter, attrs) => backToFilter(dy, dx, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropFilter',
    ['x', (dFilter, x, dy, attrs) => backToImages(dy, dFilter, x.shape, attrs)],
    ['dy', (dFilter, x, _dy, attrs) => forward(x, dFilter, attrs)],
  ),
];
