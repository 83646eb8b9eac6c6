import type { Shape } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { MapFunction } from '../graph/functions.js';
import type { MapNode, Node } from '../graph/node.js';
import { sameShape } from '../graph/shapes.js';
import { isUniform, uniform } from './constants.js';
import { map } from './map.js';
import { broadcast } from './views.js';

/** Numbers whose reciprocal and products keep their precision. */
const isNormal = (value: number): boolean => Math.abs(value) > 1e-30 && Math.abs(value) < 1e30;

const valueOf = (node: Node): number | undefined => (isUniform(node) ? node.value : undefined);

const isMap = (node: Node, fn: MapFunction): node is MapNode => node.op === 'map' && node.fn === fn;

function product(graph: Graph, a: Node, b: Node, shape: Shape): Node | undefined {
  const [left, right] = [valueOf(a), valueOf(b)];
  if (left === 1) return broadcast(graph, b, shape);
  if (right === 1) return broadcast(graph, a, shape);
  if (a.dtype !== 'float32') return undefined;
  // Numbers stand on the right, so that they meet.
  if (left !== undefined) return map(graph, 'mul', b, a);
  if (right === undefined || !isMap(a, 'mul') || !sameShape(a.shape, shape)) return undefined;
  const [inner, number] = a.inputs as readonly [Node, Node];
  const factor = valueOf(number);
  if (factor === undefined || !isNormal(factor) || !isNormal(right) || !isNormal(factor * right)) return undefined;
  return broadcast(graph, map(graph, 'mul', inner, uniform(graph, factor * right, number.shape, 'float32')), shape);
}

function quotient(graph: Graph, a: Node, b: Node, shape: Shape): Node | undefined {
  const divisor = valueOf(b);
  if (divisor === 1) return broadcast(graph, a, shape);
  if (divisor === undefined || a.dtype !== 'float32' || !isNormal(divisor)) return undefined;
  return map(graph, 'mul', a, uniform(graph, 1 / divisor, b.shape, 'float32'));
}

/** A simpler node of the same value as `fn` of these operands, or undefined. */
export function simplified(graph: Graph, fn: MapFunction, operands: readonly Node[], shape: Shape): Node | undefined {
  const [a, b] = operands as readonly [Node, Node];
  switch (fn) {
    case 'mul':
      return product(graph, a, b, shape);
    case 'div':
      return quotient(graph, a, b, shape);
    case 'add':
      if (valueOf(a) === 0) return broadcast(graph, b, shape);
      return valueOf(b) === 0 ? broadcast(graph, a, shape) : undefined;
    case 'sub':
      return valueOf(b) === 0 ? broadcast(graph, a, shape) : undefined;
    case 'neg':
      return isMap(a, 'neg') ? a.inputs[0] : undefined;
    case 'relu':
      return isMap(a, 'relu') ? a : undefined;
    default:
      return undefined;
  }
}
