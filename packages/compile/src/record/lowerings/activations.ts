import { map } from '../../build/map.js';
import { broadcast } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import { scalar } from './dtypes.js';

/** `λ` and `λ·α` of self-normalising networks (Klambauer et al. 2017, arXiv:1706.02515). */
const seluScale = 1.0507009873554805;
const seluScaleAlpha = 1.7580993408473768;

/** The coefficients of a rational approximation to the error function, of error below 1.5e-7 (Abramowitz & Stegun, 7.1.26). */
const erfScale = 0.3275911;
const erfSeries = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];

const negative = (graph: Graph, x: Node): Node => map(graph, 'less', x, scalar(graph, 0));
const chosen = (graph: Graph, condition: Node, yes: Node, no: Node): Node => map(graph, 'select', condition, yes, no);

/** `α·x` below zero, else `x`. */
export const leaky = (graph: Graph, x: Node, alpha: Node): Node =>
  chosen(graph, negative(graph, x), map(graph, 'mul', x, alpha), x);

export const elu = (graph: Graph, x: Node): Node => chosen(graph, negative(graph, x), map(graph, 'expm1', x), x);

export const selu = (graph: Graph, x: Node): Node =>
  chosen(
    graph,
    negative(graph, x),
    map(graph, 'mul', map(graph, 'expm1', x), scalar(graph, seluScaleAlpha)),
    map(graph, 'mul', x, scalar(graph, seluScale)),
  );

/** Between two numbers. */
export const clip = (graph: Graph, x: Node, low: number, high: number): Node =>
  map(graph, 'min', map(graph, 'max', x, scalar(graph, low, x.dtype)), scalar(graph, high, x.dtype));

export function erf(graph: Graph, x: Node): Node {
  const number = (value: number): Node => scalar(graph, value);
  const size = map(graph, 'abs', x);
  const t = map(graph, 'reciprocal', map(graph, 'add', map(graph, 'mul', size, number(erfScale)), number(1)));
  const polynomial = erfSeries.reduce<Node>(
    (sum, coefficient) => map(graph, 'mul', map(graph, 'add', sum, number(coefficient)), t),
    number(0),
  );
  const tail = map(graph, 'mul', polynomial, map(graph, 'exp', map(graph, 'neg', map(graph, 'square', x))));
  return map(graph, 'mul', map(graph, 'sign', x), map(graph, 'sub', number(1), tail));
}

type Activation = (graph: Graph, x: Node, alpha: Node) => Node;

/** What fused kernels apply to their sums; `alpha` is the slope below zero, for those that have one. */
export const fusedActivations: Readonly<Record<string, Activation>> = {
  linear: (_graph, x) => x,
  relu: (graph, x) => map(graph, 'relu', x),
  relu6: (graph, x) => clip(graph, x, 0, 6),
  elu,
  sigmoid: (graph, x) => map(graph, 'sigmoid', x),
  leakyrelu: leaky,
  prelu: (graph, x, alpha) => broadcast(graph, leaky(graph, x, alpha), x.shape),
};
