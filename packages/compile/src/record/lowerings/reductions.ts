import { cumulativeAttributes } from '@innerloop/core';
import { cast, map } from '../../build/map.js';
import { argReduce, cumulate, reduce } from '../../build/reduce.js';
import { reshape, slice } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { CumulateFunction, DType, Node, ReduceFunction } from '../../graph/node.js';
import { axesOf, sizeOf } from '../../graph/shapes.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand } from '../kernel-call.js';
import { numeric, scalar } from './dtypes.js';

interface Along {
  readonly axis?: number | number[] | null;
  /** What `Max` calls it. */
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
}

/** The axes that a kernel puts together, and its result without them unless they are kept. */
function along(call: KernelCall, x: Node, f: (axes: readonly number[]) => Node): Node {
  const { axis, reductionIndices, keepDims } = call.attrs as Along;
  const axes = axesOf(axis ?? reductionIndices, x.shape.length);
  const kept = f(axes);
  return keepDims === true ? kept : reshape(call.graph, kept, without(x, axes));
}

const without = (x: Node, axes: readonly number[]): number[] => x.shape.filter((_, axis) => !axes.includes(axis));

const reduction =
  (fn: ReduceFunction, as: (graph: Graph, x: Node) => Node): Lowering =>
  (call) => {
    const x = as(call.graph, operand(call, 'x'));
    return along(call, x, (axes) => reduce(call.graph, fn, x, axes));
  };

const as =
  (dtype: DType) =>
  (graph: Graph, x: Node): Node =>
    cast(graph, x, dtype);

/** The mean over these axes, which stay; of nothing, zero. */
export function meanOf(graph: Graph, x: Node, axes: readonly number[]): Node {
  const count = sizeOf(axes.map((axis) => x.shape[axis] as number));
  return map(graph, 'mul', reduce(graph, 'sum', x, axes), scalar(graph, 1 / Math.max(count, 1)));
}

const mean: Lowering = (call) => {
  const x = cast(call.graph, operand(call, 'x'), 'float32');
  return along(call, x, (axes) => meanOf(call.graph, x, axes));
};

const extremePlace =
  (fn: 'max' | 'min'): Lowering =>
  (call) => {
    const x = numeric(call.graph, operand(call, 'x'));
    return along(call, x, ([axis = 0]) => argReduce(call.graph, fn, x, axis));
  };

/** Places in reverse along some axes. */
export function reversed(graph: Graph, x: Node, axes: readonly number[]): Node {
  const at = (axis: number, there: number, elsewhere: number): number => (axes.includes(axis) ? there : elsewhere);
  return slice(
    graph,
    x,
    x.shape.map((size, axis) => at(axis, Math.max(size - 1, 0), 0)),
    x.shape,
    x.shape.map((_, axis) => at(axis, -1, 1)),
  );
}

const cumulative =
  (kernel: string, fn: CumulateFunction): Lowering =>
  (call) => {
    const { graph } = call;
    const given = numeric(graph, operand(call, 'x'));
    const { axis, exclusive, reverse } = cumulativeAttributes(kernel, call.attrs as object, given.shape);
    const x = given.shape.length === 0 ? reshape(graph, given, [1]) : given;
    const run = (from: Node): Node => cumulate(graph, fn, from, axis, exclusive);
    const made = reverse ? reversed(graph, run(reversed(graph, x, [axis])), [axis]) : run(x);
    return reshape(graph, made, given.shape);
  };

/** `x − max x` along an axis: nothing overflows in its exponential. */
function shifted(call: KernelCall, axis: number): { readonly x: Node; readonly axes: readonly number[] } {
  const { graph } = call;
  const logits = cast(graph, operand(call, 'logits'), 'float32');
  const axes = axesOf(axis, logits.shape.length);
  return { x: map(graph, 'sub', logits, reduce(graph, 'max', logits, axes)), axes };
}

const softmax: Lowering = (call) => {
  const { graph } = call;
  const { x, axes } = shifted(call, (call.attrs as { dim: number }).dim);
  const powers = map(graph, 'exp', x);
  return map(graph, 'div', powers, reduce(graph, 'sum', powers, axes));
};

const logSoftmax: Lowering = (call) => {
  const { graph } = call;
  const { x, axes } = shifted(call, (call.attrs as { axis: number }).axis);
  return map(graph, 'sub', x, map(graph, 'log', reduce(graph, 'sum', map(graph, 'exp', x), axes)));
};

/** What puts elements along axes together, and functions made of it. */
export const reductions: Lowerings = {
  Sum: reduction('sum', numeric),
  Prod: reduction('product', numeric),
  Max: reduction('max', (_graph, x) => x),
  Min: reduction('min', (_graph, x) => x),
  All: reduction('min', as('bool')),
  Any: reduction('max', as('bool')),
  Mean: mean,
  ArgMax: extremePlace('max'),
  ArgMin: extremePlace('min'),
  Cumsum: cumulative('Cumsum', 'sum'),
  Cumprod: cumulative('Cumprod', 'product'),
  Softmax: softmax,
  LogSoftmax: logSoftmax,
};
