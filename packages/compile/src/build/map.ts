import type { Graph } from '../graph/graph.js';
import { definitionOf } from '../graph/functions.js';
import type { MapFunction } from '../graph/functions.js';
import type { DType, Node } from '../graph/node.js';
import { broadcastShapes, sameShape } from '../graph/shapes.js';
import { isUniform, rounded, uniform } from './constants.js';
import { simplified } from './identities.js';

/** The type of a function's results. */
export function resultType(fn: MapFunction, operands: readonly Node[]): DType {
  const { result } = definitionOf(fn);
  return result === 'same' ? (operands.at(-1) as Node).dtype : result;
}

/** An operand without the broadcast that the function does by itself, if the result keeps its shape. */
function bare(operands: readonly Node[], shape: readonly number[]): readonly Node[] {
  let current = operands;
  operands.forEach((operand, at) => {
    if (operand.op !== 'broadcast') return;
    const without = current.map((node, i) => (i === at ? (operand.inputs[0] as Node) : node));
    if (sameShape(broadcastShapes(without.map((node) => node.shape)), shape)) current = without;
  });
  return current;
}

/**
 * A function of elements, its operands broadcast. Functions of numbers are computed here; `x·1`, `x + 0` and the like are `x`.
 * What depends on NaN and infinity (`x·0`, `x − x`) stays.
 */
export function map(graph: Graph, fn: MapFunction, ...operands: readonly Node[]): Node {
  const shape = broadcastShapes(operands.map((operand) => operand.shape));
  const dtype = resultType(fn, operands);
  if (operands.every(isUniform)) {
    const value = definitionOf(fn).compute(...operands.map((operand) => operand.value));
    return uniform(graph, rounded(value, dtype), shape, dtype);
  }
  const known = simplified(graph, fn, operands, shape);
  if (known !== undefined) return known;
  return graph.intern({ op: 'map', fn, inputs: bare(operands, shape), shape, dtype });
}

export function cast(graph: Graph, x: Node, dtype: DType): Node {
  if (x.dtype === dtype) return x;
  const fn = dtype === 'float32' ? 'toFloat32' : dtype === 'int32' ? 'toInt32' : 'toBool';
  return map(graph, fn, x);
}
