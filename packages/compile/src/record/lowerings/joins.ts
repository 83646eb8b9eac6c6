import { backend_util } from '@tensorflow/tfjs-core';
import { concat } from '../../build/indexing.js';
import { reshape, slice } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand, operands } from '../kernel-call.js';
import { alike } from './dtypes.js';
import { reversed } from './reductions.js';

const place = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Places `[start, start + size)` along an axis. */
const along = (graph: Graph, x: Node, axis: number, start: number, size: number): Node =>
  slice(
    graph,
    x,
    x.shape.map((_, at) => (at === axis ? start : 0)),
    x.shape.map((length, at) => (at === axis ? size : length)),
  );

const join: Lowering = (call) => {
  const parts = alike(call.graph, operands(call));
  return concat(call.graph, parts, place((call.attrs as { axis: number }).axis, (parts[0] as Node).shape.length));
};

const withAxis = (shape: readonly number[], axis: number): number[] => [
  ...shape.slice(0, axis),
  1,
  ...shape.slice(axis),
];

const pack: Lowering = (call) => {
  const parts = alike(call.graph, operands(call));
  const axis = place((call.attrs as { axis: number }).axis, (parts[0] as Node).shape.length + 1);
  const rows = parts.map((part) => reshape(call.graph, part, withAxis(part.shape, axis)));
  return concat(call.graph, rows, axis);
};

const unpack: Lowering = (call) => {
  const x = operand(call, 'value');
  const axis = place((call.attrs as { axis: number }).axis, x.shape.length);
  const shape = x.shape.filter((_, at) => at !== axis);
  return Array.from({ length: x.shape[axis] as number }, (_, at) =>
    reshape(call.graph, along(call.graph, x, axis, at, 1), shape),
  );
};

const split: Lowering = (call) => {
  const x = operand(call, 'x');
  const { numOrSizeSplits, axis: given } = call.attrs as { numOrSizeSplits: number | number[]; axis: number };
  const axis = place(given, x.shape.length);
  const sizes = backend_util.prepareSplitSize({ shape: [...x.shape] } as never, numOrSizeSplits, axis);
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return along(call.graph, x, axis, end - size, size);
  });
};

/** The image of an axis in mirrors at its ends, which stand on its last places or behind them. */
function mirrored(
  graph: Graph,
  x: Node,
  axis: number,
  [before, after]: readonly [number, number],
  offset: number,
): Node {
  const size = x.shape[axis] as number;
  const image = (start: number, length: number): Node => reversed(graph, along(graph, x, axis, start, length), [axis]);
  return concat(graph, [image(offset, before), x, image(size - after - offset, after)], axis);
}

const mirrorPad: Lowering = (call) => {
  const { paddings, mode } = call.attrs as { paddings: readonly (readonly [number, number])[]; mode: string };
  const offset = mode === 'reflect' ? 1 : 0;
  return paddings.reduce((x, padding, axis) => mirrored(call.graph, x, axis, padding, offset), operand(call, 'x'));
};

/** Tensors put together and taken apart. */
export const joins: Lowerings = {
  Concat: join,
  Pack: pack,
  Unpack: unpack,
  SplitV: split,
  MirrorPad: mirrorPad,
};
