import * as tf from '@tensorflow/tfjs-core';
import type { StridedSliceAttrs } from '@tensorflow/tfjs-core';
import { planView, stridesOf } from '@innerloop/codegen';
import type { ViewKernel } from './view-kernel.js';

/** Numbers: along each axis where the slice begins, its stride and its size, then the shape of the result. */
export const stridedSlice: ViewKernel = {
  name: tf.StridedSlice,
  numbers: (x, attrs) => {
    const a = attrs as StridedSliceAttrs;
    const masks = [a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask] as const;
    const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(x.shape, a.begin, a.end, a.strides, ...masks);
    const sizes = tf.slice_util.computeOutShape(begin, end, strides).map((size) => Math.max(0, size));
    return [...begin, ...strides, ...sizes, ...finalShape];
  },
  plan: (shape, numbers) => {
    const rank = shape.length;
    const part = (at: number): readonly number[] => numbers.slice(at * rank, (at + 1) * rank);
    const [begin, steps, sizes] = [part(0), part(1), part(2)];
    const strides = stridesOf(shape);
    const offset = begin.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
    const axes = sizes.map((size, axis) => ({ size, stride: (strides[axis] ?? 0) * (steps[axis] ?? 1) }));
    return planView(numbers.slice(3 * rank), axes, offset);
  },
};
