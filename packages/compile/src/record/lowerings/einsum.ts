import { backend_util } from '@tensorflow/tfjs-core';
import { matmul } from '../../build/matmul.js';
import { reduce } from '../../build/reduce.js';
import { permute, reshape } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import { sizeOf } from '../../graph/shapes.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operands, refuse } from '../kernel-call.js';

type Letters = readonly string[];

/** A tensor whose axes have letters. */
interface Lettered {
  readonly node: Node;
  readonly axes: Letters;
}

const sizeAlong = ({ node, axes }: Lettered, letters: Letters): number[] =>
  letters.map((letter) => node.shape[axes.indexOf(letter)] as number);

const inOrder = (graph: Graph, x: Node, from: Letters, to: Letters): Node =>
  permute(
    graph,
    x,
    to.map((letter) => from.indexOf(letter)),
  );

/** Sums over all axes but these, which come in this order. */
function summedTo(graph: Graph, x: Lettered, kept: Letters): Node {
  const gone = x.axes.flatMap((letter, axis) => (kept.includes(letter) ? [] : [axis]));
  const rest = x.axes.filter((letter) => kept.includes(letter));
  const small = reshape(graph, reduce(graph, 'sum', x.node, gone), sizeAlong(x, rest));
  return inOrder(graph, small, rest, kept);
}

const shared = (a: Letters, b: Letters): Letters => a.filter((letter) => b.includes(letter));
const others = (a: Letters, b: Letters): Letters => a.filter((letter) => !b.includes(letter));

/** Batch axes are those of both and of the result, the depth those of both alone: a product of matrices. */
function contraction(graph: Graph, a: Lettered, b: Lettered, out: Letters): Node {
  const both = shared(a.axes, b.axes);
  const [batch, depth] = [shared(both, out), others(both, out)];
  const [rows, columns] = [others(shared(a.axes, out), both), others(shared(b.axes, out), both)];
  const matrix = (x: Lettered, first: Letters, second: Letters): Node =>
    reshape(
      graph,
      summedTo(graph, x, [...batch, ...first, ...second]),
      [batch, first, second].map((letters) => sizeOf(sizeAlong(x, letters))),
    );
  const product = matmul(graph, matrix(a, rows, depth), matrix(b, depth, columns));
  const shape = [...sizeAlong(a, batch), ...sizeAlong(a, rows), ...sizeAlong(b, columns)];
  return inOrder(graph, reshape(graph, product, shape), [...batch, ...rows, ...columns], out);
}

function parsed(call: KernelCall): { readonly tensors: readonly Lettered[]; readonly out: Letters } {
  const { equation } = call.attrs as { equation: string };
  const [from = '', out] = equation.replaceAll(' ', '').split('->');
  const terms = from.split(',').map((term) => Array.from(term));
  const known = out !== undefined && /^[A-Za-z,]*$/.test(from) && /^[A-Za-z]*$/.test(out);
  const repeated = terms.some((term) => new Set(term).size !== term.length);
  const nodes = operands(call);
  if (!known || repeated || nodes.some(({ dtype }) => dtype !== 'float32')) return refuse(call, equation);
  const tensors = terms.map((axes, at) => ({ axes, node: nodes[at] as Node }));
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, nodes.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, nodes as never);
  return { tensors, out: Array.from(out) };
}

const einsum: Lowering = (call) => {
  const { tensors, out } = parsed(call);
  const [a, b] = tensors as [Lettered, Lettered | undefined]; // TensorFlow.js has no more
  return b === undefined ? summedTo(call.graph, a, out) : contraction(call.graph, a, b, out);
};

/** Sums of products along named axes, of one tensor or two. */
export const sumsOfProducts: Lowerings = { Einsum: einsum };
