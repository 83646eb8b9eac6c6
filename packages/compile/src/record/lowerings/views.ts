import { InvalidDataError } from '@innerloop/core';
import { slice_util, util } from '@tensorflow/tfjs-core';
import { pad } from '../../build/indexing.js';
import { cast, map } from '../../build/map.js';
import { broadcast, permute, reshape, slice } from '../../build/views.js';
import type { DType, Node } from '../../graph/node.js';
import { axesOf, sizeOf } from '../../graph/shapes.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand, refuse } from '../kernel-call.js';
import { alike } from './dtypes.js';
import { reversed } from './reductions.js';

const castTo: Lowering = (call) => {
  const { dtype } = call.attrs as { dtype: string };
  const known = dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
  return known ? cast(call.graph, operand(call, 'x'), dtype satisfies DType) : refuse(call, `to ${dtype}`);
};

const reshapeTo: Lowering = (call) => {
  const x = operand(call, 'x');
  const { shape } = call.attrs as { shape: number[] };
  const size = sizeOf(x.shape);
  const whole = util.inferFromImplicitShape(shape, size);
  if (sizeOf(whole) !== size) {
    throw new InvalidDataError(
      `reshape: ${size} elements do not fill the shape [${whole.join(', ')}]. Pass a shape of as many.`,
    );
  }
  return reshape(call.graph, x, whole);
};

const expandDims: Lowering = (call) => {
  const x = operand(call, 'input');
  const { dim } = call.attrs as { dim: number };
  const at = dim < 0 ? x.shape.length + dim + 1 : dim;
  return reshape(call.graph, x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
};

/** Each axis stands behind one of its copies, which is merged into it. */
const tile: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const { reps } = call.attrs as { reps: number[] };
  const copies = (axis: number): number => reps[axis] as number;
  const apart = reshape(
    graph,
    x,
    x.shape.flatMap((size) => [1, size]),
  );
  const repeated = broadcast(
    graph,
    apart,
    x.shape.flatMap((size, axis) => [copies(axis), size]),
  );
  return reshape(
    graph,
    repeated,
    x.shape.map((size, axis) => size * copies(axis)),
  );
};

const sliceOf: Lowering = (call) => {
  const x = operand(call, 'x');
  const { begin, size } = call.attrs as { begin: number[]; size: number[] };
  const [from, shape] = slice_util.parseSliceParams({ ...x, shape: [...x.shape] } as never, begin, size) as [
    number[],
    number[],
  ];
  slice_util.assertParamsValid({ shape: [...x.shape] } as never, from, shape);
  return slice(call.graph, x, from, shape);
};

type StridedSliceAttributes = Record<'begin' | 'end' | 'strides', number[]> &
  Record<'beginMask' | 'endMask' | 'ellipsisMask' | 'newAxisMask' | 'shrinkAxisMask', number>;

const stridedSlice: Lowering = (call) => {
  const x = operand(call, 'x');
  const a = call.attrs as StridedSliceAttributes;
  const { begin, end, strides, finalShape } = slice_util.sliceInfo(
    [...x.shape],
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
  const shape = slice_util.computeOutShape(begin, end, strides).map((size) => Math.max(size, 0));
  return reshape(call.graph, slice(call.graph, x, begin, shape, strides), finalShape);
};

type Paddings = readonly (readonly [number, number])[];

const padded: Lowering = (call) => {
  const x = operand(call, 'x');
  const { paddings, constantValue } = call.attrs as { paddings: Paddings; constantValue: number };
  const shape = x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]);
  return pad(
    call.graph,
    x,
    paddings.map(([before]) => before),
    shape,
    constantValue,
  );
};

const reverse: Lowering = (call) => {
  const x = operand(call, 'x');
  const { dims } = call.attrs as { dims: number | number[] };
  return reversed(call.graph, x, axesOf(dims, x.shape.length));
};

/** A condition of one axis chooses whole rows. */
const select: Lowering = (call) => {
  const { graph } = call;
  const [yes, no] = alike(graph, [operand(call, 't'), operand(call, 'e')]) as [Node, Node];
  const condition = cast(graph, operand(call, 'condition'), 'bool');
  const rows = condition.shape.length === 1 && yes.shape.length > 1;
  const wide = rows ? reshape(graph, condition, [...condition.shape, ...yes.shape.slice(1).map(() => 1)]) : condition;
  return map(graph, 'select', wide, yes, no);
};

/** The same elements elsewhere. */
export const views: Lowerings = {
  Identity: (call) => operand(call, 'x'),
  Cast: castTo,
  Reshape: reshapeTo,
  ExpandDims: expandDims,
  BroadcastTo: (call) => broadcast(call.graph, operand(call, 'x'), (call.attrs as { shape: number[] }).shape),
  Tile: tile,
  Transpose: (call) => permute(call.graph, operand(call, 'x'), (call.attrs as { perm: number[] }).perm),
  Slice: sliceOf,
  StridedSlice: stridedSlice,
  PadV2: padded,
  Reverse: reverse,
  Select: select,
};
