import type { Node } from '../graph/node.js';
import { sizeOf, stridesOf } from '../graph/shapes.js';
import { InnerloopError } from '@innerloop/core';
import { addressedKernel } from './build-addressed.js';
import { buildExpression, computed } from './build-expression.js';
import type { Scope } from './build-expression.js';
import type { IndexMap } from './index-map.js';
import { along, fixed, identityMap, linear } from './index-map.js';
import type { Layout } from './layout.js';
import { layoutOf } from './layout.js';
import type { Access, Buffer, Expression, Kernel } from './plan.js';

/** What kernels are built from: where nodes are, and which node takes which reduction or product into itself. */
export interface Placement {
  readonly inMemory: (node: Node) => boolean;
  readonly bufferOf: (node: Node) => Buffer;
  readonly taken: ReadonlyMap<Node, Node>;
}

const scopeOf = ({ inMemory, bufferOf }: Placement, dims: number, result?: Node): Scope => ({
  dims,
  inMemory,
  bufferOf,
  ...(result === undefined ? {} : { result }),
});

const whole = (buffer: Buffer, maps: IndexMap, strides: readonly number[], dims: number, offset = 0): Access => {
  const place = linear(maps, strides, dims);
  return { buffer, offset: offset + place.offset, strides: place.scales };
};

/** Axes of the stored node as dimensions of the loop of what it takes into itself, or of its own. */
function axesOfLoop(root: Node, kept: readonly number[], sizes: readonly number[], dims: number): IndexMap {
  const open = kept.filter((dim) => sizes[dim] !== 1);
  let next = 0;
  return root.shape.map((size) => (size === 1 ? fixed(dims) : along(open[next++] as number, dims)));
}

function epilogueOf(root: Node, heavy: Node, maps: IndexMap, placement: Placement, dims: number): Expression {
  if (root === heavy) return { kind: 'result', dtype: root.dtype };
  return computed(root, maps, scopeOf(placement, dims, heavy));
}

function reduceKernel(root: Node, heavy: Node, placement: Placement): Kernel {
  if (heavy.op !== 'reduce' && heavy.op !== 'argReduce') throw new InnerloopError('compile: not a reduction.');
  const input = heavy.inputs[0] as Node;
  const dims = input.shape.length;
  const axes = heavy.op === 'reduce' ? heavy.axes : [heavy.axis];
  const reduced = input.shape.map((_, axis) => axes.includes(axis));
  const kept = reduced.flatMap((is, dim) => (is ? [] : [dim]));
  const maps = axesOfLoop(root, kept, input.shape, dims);
  const common = {
    dims: input.shape,
    reduced,
    value: buildExpression(input, identityMap(input.shape), scopeOf(placement, dims)),
    out: whole(placement.bufferOf(root), maps, stridesOf(root.shape), dims),
  };
  if (heavy.op === 'argReduce') return { kind: 'argReduce', fn: heavy.fn, ...common };
  return { kind: 'reduce', fn: heavy.fn, ...common, epilogue: epilogueOf(root, heavy, maps, placement, dims) };
}

/** The strides of an operand along batch axes, rows, columns and depth. */
function operandOf(node: Node, rank: number, last: readonly [number, number], placement: Placement): Access {
  const layout = layoutOf(node, placement.inMemory) as Layout;
  const strides = new Array<number>(rank + 1).fill(0);
  const ahead = rank - node.shape.length;
  node.shape
    .slice(0, -2)
    .forEach((size, axis) => (strides[axis + ahead] = size === 1 ? 0 : (layout.strides[axis] as number)));
  last.forEach((dim, at) => (strides[dim] = layout.strides[node.shape.length - 2 + at] as number));
  return { buffer: placement.bufferOf(layout.base), offset: layout.offset, strides };
}

function matmulKernel(root: Node, heavy: Node, placement: Placement): Kernel {
  const rank = heavy.shape.length;
  const [a, b] = heavy.inputs as readonly [Node, Node];
  const [row, column, depth] = [rank - 2, rank - 1, rank];
  const maps = axesOfLoop(root, [...heavy.shape.keys()], heavy.shape, rank);
  return {
    kind: 'matmul',
    dims: heavy.shape,
    depth: a.shape.at(-1) as number,
    a: operandOf(a, rank, [row, depth], placement),
    b: operandOf(b, rank, [depth, column], placement),
    epilogue: epilogueOf(root, heavy, maps, placement, rank),
    out: whole(placement.bufferOf(root), maps, stridesOf(root.shape), rank),
  };
}

/** A copy of `part` into the places of `root` that begin here. */
function partKernel(root: Node, part: Node, begin: readonly number[], placement: Placement): Kernel {
  const dims = part.shape.length;
  const strides = stridesOf(root.shape);
  const offset = begin.reduce((sum, at, axis) => sum + at * (strides[axis] as number), 0);
  return {
    kind: 'map',
    dims: part.shape,
    value: buildExpression(part, identityMap(part.shape), scopeOf(placement, dims)),
    out: whole(placement.bufferOf(root), identityMap(part.shape), strides, dims, offset),
  };
}

function concatKernels(root: Node, placement: Placement): Kernel[] {
  if (root.op !== 'concat') return [];
  let at = 0;
  return root.inputs.map((part) => {
    const begin = part.shape.map((_, axis) => (axis === root.axis ? at : 0));
    at += part.shape[root.axis] as number;
    return partKernel(root, part, begin, placement);
  });
}

function padKernels(root: Node, placement: Placement): Kernel[] {
  if (root.op !== 'pad') return [];
  const dims = root.shape.length;
  const fill: Kernel = {
    kind: 'map',
    dims: root.shape,
    value: { kind: 'number', value: root.value, dtype: root.dtype },
    out: whole(placement.bufferOf(root), identityMap(root.shape), stridesOf(root.shape), dims),
  };
  return [fill, partKernel(root, root.inputs[0] as Node, root.begin, placement)];
}

/** A loop over a node's own elements. */
function loopOver(root: Node, out: Buffer, build: typeof computed, placement: Placement): Kernel {
  const dims = root.shape.length;
  const maps = identityMap(root.shape);
  return {
    kind: 'map',
    dims: root.shape,
    value: build(root, maps, scopeOf(placement, dims)),
    out: whole(out, maps, stridesOf(root.shape), dims),
  };
}

/** A copy of a node, wherever it is, into a buffer. */
export const copyKernel = (node: Node, out: Buffer, placement: Placement): Kernel =>
  loopOver(node, out, buildExpression, placement);

/** The kernels that put a node where it belongs. */
export function kernelsOf(root: Node, placement: Placement): Kernel[] {
  const heavy = placement.taken.get(root) ?? root;
  const out = placement.bufferOf(root);
  if (sizeOf(root.shape) === 0) return [];
  switch (heavy.op) {
    case 'reduce':
    case 'argReduce':
      return [reduceKernel(root, heavy, placement)];
    case 'matmul':
      return [matmulKernel(root, heavy, placement)];
    case 'concat':
      return concatKernels(heavy, placement);
    case 'pad':
      return padKernels(heavy, placement);
    default: {
      const operands = heavy.inputs.map((input) => {
        const layout = layoutOf(input, placement.inMemory);
        return layout === undefined ? undefined : placement.bufferOf(layout.base);
      }) as [Buffer, Buffer];
      return [addressedKernel(heavy, { operands, out }) ?? loopOver(root, out, computed, placement)];
    }
  }
}
