import type { MapFunction } from '../graph/functions.js';
import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';

/** The operands that a function of elements is linear in, all of them together. */
const jointly: ReadonlySet<MapFunction> = new Set(['add', 'sub', 'neg']);

function linearMap(fn: MapFunction, partial: readonly boolean[]): boolean {
  if (jointly.has(fn)) return partial.every(Boolean);
  if (fn === 'mul') return partial.filter(Boolean).length === 1;
  return fn === 'div' && partial[0] === true && partial[1] === false;
}

/**
 * Whether a node of summands gives the summands of what it gives of their sum, at no more elements than the summands have:
 * then they are added up after it. `partial` says which operands are summands.
 */
export function isLinear(node: Node, partial: readonly boolean[]): boolean {
  const largest = Math.max(...node.inputs.map(({ shape }, at) => (partial[at] === true ? sizeOf(shape) : 0)));
  if (sizeOf(node.shape) > largest && node.op !== 'concat') return false;
  if (node.op === 'map') return node.dtype === 'float32' && linearMap(node.fn, partial);
  if (node.op === 'reduce') return node.fn === 'sum';
  return node.op === 'concat' ? partial.every(Boolean) : isView(node);
}
