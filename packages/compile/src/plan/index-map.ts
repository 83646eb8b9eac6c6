import type { Shape } from '@innerloop/core';
import type { BroadcastNode, Node, PermuteNode, SliceNode } from '../graph/node.js';

/** A place along one axis as a function of the places of a loop: `offset + Σ place[d] · scales[d]`. */
export interface AxisMap {
  readonly offset: number;
  readonly scales: readonly number[];
}

/** One for each axis of a node. */
export type IndexMap = readonly AxisMap[];

export const fixed = (dims: number): AxisMap => ({ offset: 0, scales: new Array<number>(dims).fill(0) });

/** The axis walks along dimension `dim` of the loop. */
export const along = (dim: number, dims: number): AxisMap => ({
  offset: 0,
  scales: Array.from({ length: dims }, (_, d) => Number(d === dim)),
});

/** Axis i is dimension i; axes of one place are fixed. */
export const identityMap = (shape: Shape): IndexMap =>
  shape.map((size, axis) => (size === 1 ? fixed(shape.length) : along(axis, shape.length)));

/** `Σ maps[i] · strides[i]`: the place in memory, in elements. */
export function linear(maps: IndexMap, strides: readonly number[], dims: number): AxisMap {
  const scales = new Array<number>(dims).fill(0);
  let offset = 0;
  maps.forEach((map, axis) => {
    const stride = strides[axis] as number;
    offset += map.offset * stride;
    map.scales.forEach((scale, d) => (scales[d] = (scales[d] as number) + scale * stride));
  });
  return { offset, scales };
}

/** Of an operand that is broadcast to the node's axes, aligned at the last one. */
export function broadcastMap(operand: Shape, maps: IndexMap, dims: number): IndexMap {
  const ahead = maps.length - operand.length;
  return operand.map((size, axis) => (size === 1 ? fixed(dims) : (maps[axis + ahead] as AxisMap)));
}

const scaled = ({ offset, scales }: AxisMap, step: number, begin: number): AxisMap => ({
  offset: begin + offset * step,
  scales: scales.map((scale) => scale * step),
});

/** Of the input of a view that needs no reshaping. */
export function throughView(view: BroadcastNode | PermuteNode | SliceNode, maps: IndexMap, dims: number): IndexMap {
  const input = view.inputs[0] as Node;
  if (view.op === 'broadcast') return broadcastMap(input.shape, maps, dims);
  if (view.op === 'slice')
    return maps.map((map, axis) => scaled(map, view.step[axis] as number, view.begin[axis] as number));
  const inner = new Array<AxisMap>(maps.length);
  view.order.forEach((axis, at) => (inner[axis] = maps[at] as AxisMap));
  return inner;
}
