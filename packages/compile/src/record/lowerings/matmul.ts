import { InvalidDataError } from '@innerloop/core';
import { cast, map } from '../../build/map.js';
import { product as floatProduct } from '../../build/products.js';
import { reduce } from '../../build/reduce.js';
import { solve } from '../../build/solve.js';
import { broadcast, reshape, transposed } from '../../build/views.js';
import type { Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand, refuse } from '../kernel-call.js';
import { fusedActivations } from './activations.js';
import { numeric, scalar } from './dtypes.js';

/** Products of integers are sums of products of elements: they are small where they occur. */
function integerProduct(graph: Graph, a: Node, b: Node): Node {
  const rank = Math.max(a.shape.length, b.shape.length);
  const products = map(
    graph,
    'mul',
    reshape(graph, a, [...a.shape, 1]),
    reshape(graph, b, [...b.shape.slice(0, -2), 1, ...b.shape.slice(-2)]),
  );
  const sums = reduce(graph, 'sum', products, [rank - 1]);
  return reshape(graph, sums, [...sums.shape.slice(0, rank - 1), sums.shape.at(-1) as number]);
}

function product(graph: Graph, a: Node, b: Node): Node {
  return a.dtype === 'float32' || b.dtype === 'float32'
    ? floatProduct(graph, cast(graph, a, 'float32'), cast(graph, b, 'float32'))
    : integerProduct(graph, numeric(graph, a), numeric(graph, b));
}

interface Transposes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

const batchMatMul: Lowering = (call) => {
  const { transposeA, transposeB } = call.attrs as Transposes;
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  const of = (x: Node, turn: boolean | undefined): Node => (turn === true ? transposed(call.graph, x) : x);
  const [left, right] = [of(a, transposeA), of(b, transposeB)];
  if (left.shape.at(-1) !== right.shape.at(-2)) {
    const shapes = [left, right].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new InvalidDataError(
      `matMul: shapes ${shapes.join(' and ')} do not multiply. Let rows of the first be as long as columns of the second.`,
    );
  }
  return product(call.graph, left, right);
};

interface Fused {
  readonly activation?: string | null;
  readonly leakyreluAlpha?: number;
}

/** Adds a fused kernel's bias to its sums, and applies its activation. */
export function finished(call: KernelCall, sums: Node): Node {
  const { graph, inputs } = call;
  const { activation, leakyreluAlpha = 0.2 } = call.attrs as Fused;
  const { bias, preluActivationWeights } = inputs;
  const shifted = bias === undefined ? sums : broadcast(graph, map(graph, 'add', sums, bias), sums.shape);
  const activate = fusedActivations[activation ?? 'linear'] ?? refuse(call, `with activation ${String(activation)}`);
  return activate(graph, shifted, preluActivationWeights ?? scalar(graph, leakyreluAlpha));
}

/** Products of matrices and systems of equations. */
export const products: Lowerings = {
  BatchMatMul: batchMatMul,
  CholeskySolve: (call) => solve(call.graph, operand(call, 'a'), operand(call, 'b')),
  _FusedMatMul: (call) => finished(call, batchMatMul(call) as Node),
};
