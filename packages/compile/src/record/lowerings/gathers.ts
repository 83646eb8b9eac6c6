import type { Shape } from '@innerloop/core';
import { constant, iota } from '../../build/constants.js';
import { gather, scatter } from '../../build/indexing.js';
import { cast, map } from '../../build/map.js';
import { reduce } from '../../build/reduce.js';
import { broadcast, reshape } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import { sizeOf } from '../../graph/shapes.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand } from '../kernel-call.js';
import { scalar } from './dtypes.js';

const indicesOf = (call: KernelCall, name: string): Node => cast(call.graph, operand(call, name), 'int32');

/** Indices `[rows, n]` of places in each of `rows` tables of `size` rows, as rows of all tables one below the other; −1 out of range. */
function intoTables(graph: Graph, indices: Node, size: number): Node {
  const [tables, count] = indices.shape as readonly [number, number];
  if (tables === 1) return reshape(graph, indices, [count]);
  const first = map(graph, 'mul', reshape(graph, iota(graph, tables, 1), [tables, 1]), scalar(graph, size, 'int32'));
  const inside = map(
    graph,
    'and',
    map(graph, 'greaterEqual', indices, scalar(graph, 0, 'int32')),
    map(graph, 'less', indices, scalar(graph, size, 'int32')),
  );
  const rows = map(graph, 'select', inside, map(graph, 'add', indices, first), scalar(graph, -1, 'int32'));
  return reshape(graph, rows, [tables * count]);
}

/** Rows along an axis: those before it are tables of their own, each with a copy of the indices of its batch. */
const gatherAxis: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'x');
  const indices = indicesOf(call, 'indices');
  const { axis: given, batchDims = 0 } = call.attrs as { axis: number; batchDims?: number };
  const axis = given < 0 ? given + x.shape.length : given;
  const [batch, outer] = [sizeOf(x.shape.slice(0, batchDims)), sizeOf(x.shape.slice(batchDims, axis))];
  const [size, inner] = [x.shape[axis] as number, sizeOf(x.shape.slice(axis + 1))];
  const taken = sizeOf(indices.shape.slice(batchDims));
  const copies = broadcast(graph, reshape(graph, indices, [batch, 1, taken]), [batch, outer, taken]);
  const rows = intoTables(graph, reshape(graph, copies, [batch * outer, taken]), size);
  const found = gather(graph, reshape(graph, x, [batch * outer * size, inner]), rows);
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
  return reshape(graph, found, shape);
};

/** Indices `[…, k]` of the first k axes of a shape, as places in those axes merged: `[n]`. */
function merged(graph: Graph, indices: Node, shape: Shape): Node {
  const depth = indices.shape.at(-1) as number;
  const count = sizeOf(indices.shape.slice(0, -1));
  const strides = Int32Array.from({ length: depth }, (_, axis) => sizeOf(shape.slice(axis + 1, depth)));
  const steps = map(graph, 'mul', reshape(graph, indices, [count, depth]), constant(graph, strides, [depth], 'int32'));
  return reshape(graph, reduce(graph, 'sum', steps, [1]), [count]);
}

const gatherNd: Lowering = (call) => {
  const { graph } = call;
  const x = operand(call, 'params');
  const indices = indicesOf(call, 'indices');
  const depth = indices.shape.at(-1) as number;
  const [rows, rest] = [sizeOf(x.shape.slice(0, depth)), x.shape.slice(depth)];
  const found = gather(graph, reshape(graph, x, [rows, sizeOf(rest)]), merged(graph, indices, x.shape));
  return reshape(graph, found, [...indices.shape.slice(0, -1), ...rest]);
};

const scatterNd: Lowering = (call) => {
  const { graph } = call;
  const { shape } = call.attrs as { shape: number[] };
  const indices = indicesOf(call, 'indices');
  const depth = indices.shape.at(-1) as number;
  const [rows, rest] = [sizeOf(shape.slice(0, depth)), shape.slice(depth)];
  const places = merged(graph, indices, shape);
  const updates = reshape(graph, operand(call, 'updates'), [sizeOf(places.shape), sizeOf(rest)]);
  return reshape(graph, scatter(graph, updates, places, rows), shape);
};

const segmentSum: Lowering = (call) => {
  const { graph } = call;
  const { numSegments } = call.attrs as { numSegments: number };
  const x = cast(graph, operand(call, 'x'), 'float32');
  const ids = indicesOf(call, 'segmentIds');
  const rest = x.shape.slice(1);
  const rows = reshape(graph, x, [x.shape[0] as number, sizeOf(rest)]);
  return reshape(graph, scatter(graph, rows, reshape(graph, ids, [ids.shape[0] as number]), numSegments), [
    numSegments,
    ...rest,
  ]);
};

interface OneHot {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

const oneHot: Lowering = (call) => {
  const { graph } = call;
  const { depth, onValue, offValue, dtype = 'int32' } = call.attrs as OneHot;
  const indices = indicesOf(call, 'indices');
  const hit = map(graph, 'equal', reshape(graph, indices, [...indices.shape, 1]), iota(graph, depth, 1));
  if (onValue === 1 && offValue === 0) return cast(graph, hit, dtype);
  return map(graph, 'select', hit, scalar(graph, onValue, dtype), scalar(graph, offValue, dtype));
};

/** Rows taken and put where indices say. Those out of range give zeros, and are left out. */
export const gathers: Lowerings = {
  GatherV2: gatherAxis,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
};
