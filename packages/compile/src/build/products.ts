import type { ConvolutionGeometry } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { sameShape, sizeOf } from '../graph/shapes.js';
import { matmul } from './matmul.js';
import { col2im } from './patches.js';
import { reshape } from './views.js';
import type { TaskedWindows } from './winograd.js';
import {
  imagesOfWindows,
  suitsTiles,
  transposeSuitsTiles,
  windowsTimesFilters,
  windowsTransposedTimes,
} from './winograd.js';

/** Without reshapes on top. */
const bare = (node: Node): Node => (node.op === 'reshape' ? (node.inputs[0] as Node) : node);

/** Windows laid out as rows, `[windows, taps]` or `[tasks, windows, taps]`. */
function windowsOf(node: Node): TaskedWindows | undefined {
  const found = bare(node);
  if (found.op !== 'im2col' || node.shape.length < 2 || node.shape.length > 3) return undefined;
  if (node.shape.at(-1) !== found.shape[1]) return undefined;
  const tasks = node.shape.length === 3 ? (node.shape[0] as number) : 1;
  if (found.geometry.batch % Math.max(tasks, 1) !== 0) return undefined;
  return { x: found.inputs[0] as Node, geometry: found.geometry, tasks };
}

/** What a node is the transpose of, if it is one of its last two axes. */
function untransposed(node: Node): Node | undefined {
  if (node.op !== 'permute') return undefined;
  const rank = node.shape.length;
  const expected = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2];
  return sameShape(node.order, expected) ? node.inputs[0] : undefined;
}

/** As `[tasks or 1, rows, columns]`, or undefined where it has more axes, or other tasks. */
function tasked(graph: Graph, node: Node, tasks: readonly number[]): Node | undefined {
  if (node.shape.length === 2) return reshape(graph, node, [1, ...node.shape]);
  return node.shape.length === 3 && tasks.includes(node.shape[0] as number) ? node : undefined;
}

/** `a · b` where one is windows: by tiles if that is cheaper. */
function ofWindows(graph: Graph, a: Node, b: Node): Node | undefined {
  const filters = b.shape.at(-1) as number;
  const rows = windowsOf(a);
  if (rows !== undefined && suitsTiles(rows.geometry, filters)) {
    const matrices = tasked(graph, b, [1, rows.tasks]);
    return matrices && windowsTimesFilters(graph, rows, matrices);
  }
  const turned = untransposed(a);
  const columns = turned && windowsOf(turned);
  if (columns === undefined || !suitsTiles(columns.geometry, filters)) return undefined;
  const gradient = tasked(graph, b, [columns.tasks]);
  return gradient && windowsTransposedTimes(graph, columns, gradient);
}

/** A product of matrices, by whatever is cheapest: of windows of 3 × 3 by the tiles of `winograd.ts`. */
export function product(graph: Graph, a: Node, b: Node): Node {
  const found = ofWindows(graph, a, b);
  if (found === undefined) return matmul(graph, a, b);
  const lead = a.shape.length > b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
  const tasks = sizeOf(lead) === found.shape[0] ? lead : found.shape.slice(0, 1);
  return reshape(graph, found, [...tasks, a.shape.at(-2) as number, b.shape.at(-1) as number]);
}

/** `col2im`, of a product with filters by tiles if that is cheaper. */
export function images(graph: Graph, columns: Node, g: ConvolutionGeometry): Node {
  const found = bare(columns);
  if (found.op !== 'matmul' || found.shape.at(-1) !== columns.shape.at(-1)) return col2im(graph, columns, g);
  const [dy, turned] = found.inputs as readonly [Node, Node];
  if (!transposeSuitsTiles(g, dy.shape.at(-1) as number)) return col2im(graph, columns, g);
  const tasks = found.shape.length === 3 ? (found.shape[0] as number) : 1;
  const [gradient, matrices] = [tasked(graph, dy, [tasks]), tasked(graph, turned, [1, tasks])];
  if (gradient === undefined || matrices === undefined || gradient.shape[0] !== tasks) return col2im(graph, columns, g);
  return imagesOfWindows(graph, gradient, matrices, g);
}
