import type { MatmulNode, Node, ReduceFunction, SliceNode } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import { regroup } from '../plan/regroup.js';

/** A way to divide the work of a node: along which axis of each operand, and what becomes of the results. */
export interface Way {
  /** The axis of each operand that is divided; undefined where every part needs the whole operand. */
  readonly operands: readonly (number | undefined)[];
  /** The axis of the node along which the parts follow each other, or the function that puts them together. */
  readonly result: number | ReduceFunction;
}

const axesOf = (node: Node): number[] => [...node.shape.keys()];

/** The axis of an operand that is broadcast along `axis` of the node, if it has more than one place there. */
function aligned(operand: Node, node: Node, axis: number): number | undefined {
  const own = axis - (node.shape.length - operand.shape.length);
  return own >= 0 && operand.shape[own] === node.shape[axis] ? own : undefined;
}

const alongResult = (node: Node): Way[] =>
  axesOf(node).map((axis) => ({ operands: node.inputs.map((operand) => aligned(operand, node, axis)), result: axis }));

/** Groups of axes that a reshape keeps apart are divided along the outermost axis of each. */
const alongGroups = (node: Node): Way[] =>
  regroup((node.inputs[0] as Node).shape, node.shape).map(({ from, to }) => ({
    operands: [from[0]],
    result: to[0] as number,
  }));

const alongBoth = (axes: readonly number[]): Way[] => axes.map((axis) => ({ operands: [axis], result: axis }));

const isWholeAxis = (node: SliceNode, axis: number): boolean =>
  node.begin[axis] === 0 && node.step[axis] === 1 && node.shape[axis] === (node.inputs[0] as Node).shape[axis];

function alongProduct(node: MatmulNode): Way[] {
  const [a, b] = node.inputs as readonly [Node, Node];
  const [rows, columns] = [node.shape.length - 2, node.shape.length - 1];
  const [ofA, ofB] = [a.shape.length, b.shape.length];
  return [
    ...axesOf(node)
      .slice(0, -2)
      .map((axis) => ({ operands: [aligned(a, node, axis), aligned(b, node, axis)], result: axis })),
    { operands: [ofA - 2, undefined], result: rows },
    { operands: [undefined, ofB - 1], result: columns },
    { operands: [ofA - 1, ofB - 2], result: 'sum' },
  ];
}

function alongRows(node: Node): Way[] {
  const rest = axesOf(node)
    .slice(1)
    .map((axis) => ({ operands: [axis, undefined], result: axis }));
  return [
    ...rest,
    node.op === 'scatter' ? { operands: [0, 0], result: 'sum' } : { operands: [undefined, 0], result: 0 },
  ];
}

function everyWay(node: Node): readonly Way[] {
  switch (node.op) {
    case 'map':
    case 'broadcast':
      return alongResult(node);
    case 'reshape':
      return alongGroups(node);
    case 'permute':
      return node.order.map((from, to) => ({ operands: [from], result: to }));
    case 'slice':
      return alongBoth(axesOf(node).filter((axis) => isWholeAxis(node, axis)));
    case 'pad':
      return alongBoth(axesOf(node).filter((axis) => node.shape[axis] === node.inputs[0]?.shape[axis]));
    case 'concat':
      return alongResult(node).filter(({ result }) => result !== node.axis);
    case 'reduce':
      return axesOf(node).map((axis) => ({ operands: [axis], result: node.axes.includes(axis) ? node.fn : axis }));
    case 'argReduce':
      return alongBoth(axesOf(node).filter((axis) => axis !== node.axis));
    case 'cumulate':
      return alongBoth(axesOf(node).slice(0, -1));
    case 'matmul':
      return alongProduct(node);
    case 'im2col':
    case 'col2im':
      return alongBoth([0]);
    case 'solve':
      return [{ operands: [0, 0], result: 0 }];
    case 'gather':
    case 'scatter':
      return alongRows(node);
    case 'input':
    case 'uniform':
    case 'constant':
    case 'iota':
    case 'allGather':
      return [];
  }
}

/** All ways to divide a node's work into so many equal parts, each part a block of consecutive places. */
export function waysOf(node: Node, parts: number): readonly Way[] {
  if ([node, ...node.inputs].some(({ shape }) => sizeOf(shape) === 0)) return [];
  const divides = (of: Node, axis: number | ReduceFunction | undefined): boolean =>
    typeof axis !== 'number' || (of.shape[axis] as number) % parts === 0;
  return everyWay(node).filter(
    ({ operands, result }) =>
      divides(node, result) && operands.every((axis, at) => divides(node.inputs[at] as Node, axis)),
  );
}
