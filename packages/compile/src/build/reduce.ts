import type { Graph } from '../graph/graph.js';
import type { CumulateFunction, Node, ReduceFunction } from '../graph/node.js';
import { sizeOf, withOnes } from '../graph/shapes.js';
import { isUniform, uniform } from './constants.js';
import { permute, reshape } from './views.js';

/** Over these axes, which stay with one place. */
export function reduce(graph: Graph, fn: ReduceFunction, x: Node, axes: readonly number[]): Node {
  const shape = withOnes(x.shape, axes);
  const proper = axes.filter((axis) => x.shape[axis] !== 1);
  if (proper.length === 0) return x;
  const count = proper.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  if (isUniform(x) && count > 0) {
    const value = fn === 'sum' ? x.value * count : fn === 'product' ? x.value ** count : x.value;
    return uniform(graph, value, shape, x.dtype);
  }
  return graph.intern({ op: 'reduce', fn, axes: proper, inputs: [x], shape, dtype: x.dtype });
}

/** The first place of the greatest or least element along an axis, which stays with one place. */
export function argReduce(graph: Graph, fn: 'max' | 'min', x: Node, axis: number): Node {
  const shape = withOnes(x.shape, [axis]);
  if (x.shape[axis] === 1 || isUniform(x)) return uniform(graph, 0, shape, 'int32');
  return graph.intern({ op: 'argReduce', fn, axis, inputs: [x], shape, dtype: 'int32' });
}

/** Running sums or products along an axis, without the place itself if `exclusive`. */
export function cumulate(graph: Graph, fn: CumulateFunction, x: Node, axis: number, exclusive: boolean): Node {
  const last = x.shape.length - 1;
  if (sizeOf(x.shape) === 0) return x;
  if (x.shape[axis] === 1) return exclusive ? uniform(graph, fn === 'sum' ? 0 : 1, x.shape, x.dtype) : x;
  if (axis === last)
    return graph.intern({ op: 'cumulate', fn, exclusive, inputs: [x], shape: x.shape, dtype: x.dtype });
  const order = x.shape.map((_, at) => (at === axis ? last : at === last ? axis : at));
  return permute(graph, cumulate(graph, fn, permute(graph, x, order), last, exclusive), order);
}

/** The sum over these axes, or the same without the axes. */
export function sumOf(graph: Graph, x: Node, axes: readonly number[], keep: boolean): Node {
  const kept = reduce(graph, 'sum', x, axes);
  return keep
    ? kept
    : reshape(
        graph,
        kept,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}
