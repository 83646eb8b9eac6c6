import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { uniform } from './constants.js';
import { map } from './map.js';

/** Small and constant, row by row. */
export type Matrix = readonly (readonly number[])[];

export const transposeOf = (matrix: Matrix): Matrix =>
  (matrix[0] as readonly number[]).map((_, column) => matrix.map((row) => row[column] as number));

interface Term {
  readonly factor: number;
  readonly node: Node;
}

/** `Σ factor · node`. At least one factor of each size is positive. */
function combination(graph: Graph, terms: readonly Term[]): Node {
  const sizes = [...new Set(terms.map(({ factor }) => Math.abs(factor)))];
  const sums = sizes.map((size) => {
    const alike = terms.filter(({ factor }) => Math.abs(factor) === size).sort((a, b) => b.factor - a.factor);
    const [first, ...others] = alike as [Term, ...Term[]];
    const sum = others.reduce((all, { factor, node }) => map(graph, factor > 0 ? 'add' : 'sub', all, node), first.node);
    return size === 1 ? sum : map(graph, 'mul', sum, uniform(graph, size, sum.shape, 'float32'));
  });
  return sums.reduce((all, sum) => map(graph, 'add', all, sum));
}

const rowTimes = (graph: Graph, row: readonly number[], part: (at: number) => Node): Node =>
  combination(
    graph,
    row.flatMap((factor, at) => (factor === 0 ? [] : [{ factor, node: part(at) }])),
  );

/** `left · x · leftᵀ` where x is a square of nodes: a list of them, row by row. */
export function sandwich(graph: Graph, left: Matrix, part: (row: number, column: number) => Node): Node[] {
  const columns = (left[0] as readonly number[]).map((_, at) => at);
  return left.flatMap((down) => {
    const half = columns.map((column) => rowTimes(graph, down, (row) => part(row, column)));
    return left.map((across) => rowTimes(graph, across, (at) => half[at] as Node));
  });
}
