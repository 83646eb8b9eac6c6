import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { dilateAxis } from '../../primitives/dilate.js';
import { ofLinear, ofShape } from '../kernel-gradient.js';
import { padAxis, sliceAxis } from './along-axis.js';

function slice(dy: Tensor, shape: Shape, attrs: NamedAttrMap): Tensor {
  const given = attrs['begin'] as number | number[];
  const begin = typeof given === 'number' ? [given] : given;
  return tf.pad(
    dy,
    shape.map((length, axis) => {
      const start = begin[axis] ?? 0;
      return [start, length - start - (dy.shape[axis] as number)];
    }),
  );
}

type StridedSliceAttrs = Record<'begin' | 'end' | 'strides', number[]> &
  Record<'beginMask' | 'endMask' | 'ellipsisMask' | 'newAxisMask' | 'shrinkAxisMask', number>;

/** Puts entries back where a strided slice along an axis took them: a negative stride read them in reverse. */
function placeAxis(x: Tensor, axis: number, place: { start: number; stride: number; length: number }): Tensor {
  const { start, stride, length } = place;
  const size = x.shape[axis] as number;
  const first = stride > 0 ? start : start + (size - 1) * stride;
  const ordered = stride > 0 ? x : tf.reverse(x, axis);
  const spread = dilateAxis(ordered, axis, Math.abs(stride));
  const after = length - first - (spread.shape[axis] as number);
  return padAxis(spread, axis, first, after);
}

function stridedSlice(dy: Tensor, shape: Shape, attrs: NamedAttrMap): Tensor {
  const a = attrs as unknown as StridedSliceAttrs;
  const info = tf.slice_util.sliceInfo(
    [...shape],
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
  return shape.reduce<Tensor>(
    (gradient, length, axis) =>
      placeAxis(gradient, axis, { start: info.begin[axis] as number, stride: info.strides[axis] as number, length }),
    tf.reshape(dy, tf.slice_util.computeOutShape(info.begin, info.end, info.strides)),
  );
}

function pad(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const paddings = attrs['paddings'] as unknown as [number, number][];
  const sizes = dy.shape.map((size, axis) => size - (paddings[axis] as number[]).reduce((sum, n) => sum + n, 0));
  return tf.slice(
    dy,
    paddings.map(([before]) => before),
    sizes,
  );
}

/** The first `before` and last `after` entries along an axis, laid back over their mirror images inside. */
function foldAxis(dy: Tensor, axis: number, [before, after]: readonly [number, number], offset: number): Tensor {
  const size = (dy.shape[axis] as number) - before - after;
  const mirrored = (start: number, length: number, first: number): Tensor =>
    padAxis(tf.reverse(sliceAxis(dy, axis, start, length), axis), axis, first, size - first - length);
  const left = before > 0 ? [mirrored(0, before, offset)] : [];
  const right = after > 0 ? [mirrored(before + size, after, size - after - offset)] : [];
  return tf.addN([sliceAxis(dy, axis, before, size), ...left, ...right]);
}

function mirrorPad(dy: Tensor, attrs: NamedAttrMap): Tensor {
  const offset = attrs['mode'] === 'reflect' ? 1 : 0;
  const paddings = attrs['paddings'] as unknown as [number, number][];
  return paddings.reduce((gradient, padding, axis) => foldAxis(gradient, axis, padding, offset), dy);
}

/** Slices and paddings, each the transpose of the other. */
export const slices: readonly GradConfig[] = [
  ofShape('Slice', slice),
  ofShape('StridedSlice', stridedSlice),
  ofLinear('PadV2', pad),
  ofLinear('MirrorPad', mirrorPad),
];
