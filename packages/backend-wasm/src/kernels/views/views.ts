import * as tf from '@tensorflow/tfjs-core';
import type { ReverseAttrs, SliceAttrs, TensorInfo, TileAttrs, TransposeAttrs } from '@tensorflow/tfjs-core';
import { planView, stridesOf } from '@innerloop/codegen';
import type { ViewPlan } from '@innerloop/codegen';
import type { FastKernel } from '../fast-kernel.js';
import { stridedSlice } from './strided-slice.js';
import { isWord, viewCopier } from './view-kernel.js';
import type { ViewKernel } from './view-kernel.js';

/** The part of a tensor from `begin` on, of a size. */
export function planSlice(
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
): ViewPlan | undefined {
  const strides = stridesOf(shape);
  const offset = begin.reduce((sum, place, axis) => sum + place * (strides[axis] ?? 0), 0);
  const axes = size.map((extent, axis) => ({ size: extent, stride: strides[axis] ?? 0 }));
  return planView(size, axes, offset);
}

/** Numbers: where the slice begins, then its size, along each axis. */
const slice: ViewKernel = {
  name: tf.Slice,
  numbers: (x, attrs) => {
    const { begin, size } = attrs as SliceAttrs;
    const [from, extent] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    tf.slice_util.assertParamsValid(x, from, extent);
    return [...from, ...extent];
  },
  plan: (shape, numbers) => planSlice(shape, numbers.slice(0, shape.length), numbers.slice(shape.length)),
};

/** Numbers: how often each axis is repeated. */
const tile: ViewKernel = {
  name: tf.Tile,
  numbers: (_x, attrs) => (attrs as TileAttrs).reps,
  plan: (shape, reps) => {
    const strides = stridesOf(shape);
    const out = shape.map((size, axis) => size * (reps[axis] ?? 1));
    const axes = shape.flatMap((size, axis) => [
      { size: reps[axis] ?? 1, stride: 0 },
      { size, stride: strides[axis] ?? 0 },
    ]);
    return planView(out, axes);
  },
};

/** Numbers: which axis of the source comes at each place. */
const transpose: ViewKernel = {
  name: tf.Transpose,
  numbers: (_x, attrs) => (attrs as TransposeAttrs).perm,
  plan: (shape, perm) => {
    const strides = stridesOf(shape);
    const axes = perm.map((axis) => ({ size: shape[axis] ?? 1, stride: strides[axis] ?? 0 }));
    return planView(
      axes.map(({ size }) => size),
      axes,
    );
  },
};

/** Numbers: the axes that are read from their end. */
const reverse: ViewKernel = {
  name: tf.Reverse,
  numbers: (x, attrs) => tf.util.parseAxisParam((attrs as ReverseAttrs).dims, x.shape),
  plan: (shape, reversed) => {
    const strides = stridesOf(shape);
    const axes = shape.map((size, axis) => {
      const stride = strides[axis] ?? 0;
      return { size, stride: reversed.includes(axis) ? -stride : stride };
    });
    const offset = axes.reduce((sum, { size, stride }) => (stride < 0 ? sum - (size - 1) * stride : sum), 0);
    return planView(shape, axes, offset);
  },
};

/** Numbers: the shape that is broadcast to. A primitive of core's, which else is a product with ones. */
const broadcastTo: ViewKernel = {
  name: 'BroadcastTo',
  numbers: (_x, attrs) => (attrs as { readonly shape: number[] }).shape,
  plan: (shape, out) => {
    const lead = out.length - shape.length;
    const strides = stridesOf(shape);
    const strideOf = (axis: number): number =>
      axis < lead || shape[axis - lead] === 1 ? 0 : (strides[axis - lead] ?? 0);
    return planView(
      out,
      out.map((size, axis) => ({ size, stride: strideOf(axis) })),
    );
  },
};

function view({ name, numbers, plan }: ViewKernel): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const copy = viewCopier(runtime, plan);
      return (call) => {
        const { x } = call.inputs as { readonly x: TensorInfo };
        if (!isWord(x.dtype)) return stock(call);
        return copy(x, numbers(x, call.attrs ?? {})) ?? stock(call);
      };
    },
  };
}

/** Parts, repetitions and orders of a tensor, copied straight from the source; the stock ones take up to 140 ns an element. */
export const viewKernels: readonly FastKernel[] = [slice, tile, transpose, reverse, stridedSlice, broadcastTo].map(
  view,
);
