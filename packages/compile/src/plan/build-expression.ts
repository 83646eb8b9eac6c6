import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { properSizes, sameShape, stridesOf } from '../graph/shapes.js';
import { InnerloopError } from '@innerloop/core';
import type { AxisMap, IndexMap } from './index-map.js';
import { broadcastMap, fixed, linear, throughView } from './index-map.js';
import { layoutOf } from './layout.js';
import type { Buffer, Expression } from './plan.js';
import { regroup } from './regroup.js';

/** What an expression is built from. */
export interface Scope {
  /** Dimensions of the loop. */
  readonly dims: number;
  readonly inMemory: (node: Node) => boolean;
  readonly bufferOf: (node: Node) => Buffer;
  /** The reduction or product whose value is at hand at each place. */
  readonly result?: Node;
}

/** The axes of a reshape's input, if each is made of whole axes of the reshape, or undefined. */
function split(node: Node, maps: IndexMap, dims: number): IndexMap | undefined {
  const input = node.inputs[0] as Node;
  const inner: AxisMap[] = input.shape.map(() => fixed(dims));
  for (const { from, to } of regroup(input.shape, node.shape)) {
    const [axis] = from;
    if (axis === undefined || from.length > 1) return undefined;
    const strides = stridesOf(to.map((at) => node.shape[at] as number));
    inner[axis] = linear(
      to.map((at) => maps[at] as AxisMap),
      strides,
      dims,
    );
  }
  return inner;
}

function load(node: Node, maps: IndexMap, scope: Scope): Expression | undefined {
  const layout = layoutOf(node, scope.inMemory);
  if (layout === undefined) return undefined;
  const { offset, scales } = linear(maps, layout.strides, scope.dims);
  const buffer = scope.bufferOf(layout.base);
  return {
    kind: 'load',
    access: { buffer, offset: layout.offset + offset, strides: scales },
    dtype: node.dtype,
  };
}

function viewed(node: Node, maps: IndexMap, scope: Scope): Expression {
  const input = node.inputs[0] as Node;
  if (node.op === 'broadcast' || node.op === 'permute' || node.op === 'slice')
    return buildExpression(input, throughView(node, maps, scope.dims), scope);
  const inner = split(node, maps, scope.dims);
  if (inner === undefined) throw new InnerloopError(`compile: node ${input.id} must be in memory to be reshaped.`);
  return buildExpression(input, inner, scope);
}

/** The value of a node at a place of a loop, down to what is in memory. `maps` say where along each axis of the node that is. */
export function buildExpression(node: Node, maps: IndexMap, scope: Scope): Expression {
  if (node === scope.result) return { kind: 'result', dtype: node.dtype };
  if (node.op === 'uniform') return { kind: 'number', value: node.value, dtype: node.dtype };
  if (node.op === 'iota') return { kind: 'place', ...(maps.at(-1) as AxisMap), dtype: node.dtype };
  if (isView(node) || scope.inMemory(node)) return load(node, maps, scope) ?? viewed(node, maps, scope);
  if (node.op === 'map') return computed(node, maps, scope);
  throw new InnerloopError(`compile: node ${node.id} (${node.op}) is no function of elements.`);
}

/** The same, of a node that is itself to be computed although it will be in memory. */
export function computed(node: Node, maps: IndexMap, scope: Scope): Expression {
  if (isView(node)) return viewedOrLoaded(node, maps, scope);
  if (node.op !== 'map')
    return buildExpression(node, maps, { ...scope, inMemory: (other) => other !== node && scope.inMemory(other) });
  const operands = node.inputs.map((operand) =>
    buildExpression(operand, broadcastMap(operand.shape, maps, scope.dims), scope),
  );
  return { kind: 'apply', fn: node.fn, operands, dtype: node.dtype };
}

function viewedOrLoaded(node: Node, maps: IndexMap, scope: Scope): Expression {
  const others: Scope = { ...scope, inMemory: (other) => other !== node && scope.inMemory(other) };
  return load(node, maps, others) ?? viewed(node, maps, others);
}

/** A reshape that only adds or takes away axes of one place. */
export const keepsAxes = (node: Node): boolean =>
  node.op === 'reshape' && sameShape(properSizes(node.shape), properSizes((node.inputs[0] as Node).shape));
