import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
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

/**
 * `conv2d` and its two transposes, which are closed under differentiation: a convolution is linear in images and in filter,
 * so every derivative of any of the three is one of the three. All by `Im2Col`, `Col2Im` and `matMul`.
 */
export const convolutions: readonly GradConfig[] = [
  ofTwo(
    'Conv2D',
    ['x', (dy, x, filter, attrs) => convolveBackToImages(dy, filter, x.shape, attrs)],
    ['filter', (dy, x, filter, attrs) => convolveBackToFilter(dy, x, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropInput',
    ['dy', (dx, _dy, filter, attrs) => convolve(dx, filter, attrs)],
    ['filter', (dx, dy, filter, attrs) => convolveBackToFilter(dy, dx, filter.shape, attrs)],
  ),
  ofTwo(
    'Conv2DBackpropFilter',
    ['x', (dFilter, x, dy, attrs) => convolveBackToImages(dy, dFilter, x.shape, attrs)],
    ['dy', (dFilter, x, _dy, attrs) => convolve(x, dFilter, attrs)],
  ),
];
