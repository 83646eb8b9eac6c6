import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, input } from '../../src/build/constants.js';
import { broadcast, permute, reshape, slice } from '../../src/build/views.js';
import { Graph } from '../../src/graph/graph.js';
import type { Node } from '../../src/graph/node.js';
import { sizeOf } from '../../src/graph/shapes.js';
import { isWhole, layoutOf, reshapedStrides } from '../../src/plan/layout.js';
import { evaluate } from '../reference/interpret.js';

type Step = (graph: Graph, x: Node) => Node;

/** A random view of whatever it is given. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.nat().map((pick) => (graph: Graph, x: Node) => {
    const order = [...x.shape.keys()];
    return permute(
      graph,
      x,
      order.length === 0 ? order : [...order.slice(pick % order.length), ...order.slice(0, pick % order.length)],
    );
  }),
  fc.nat().map((pick) => (graph: Graph, x: Node) => {
    const begin = x.shape.map((size, axis) => (pick + axis) % size);
    return slice(
      graph,
      x,
      begin,
      x.shape.map((size, axis) => size - (begin[axis] as number)),
    );
  }),
  fc.constant((graph: Graph, x: Node) =>
    slice(
      graph,
      x,
      x.shape.map((size) => size - 1),
      x.shape,
      x.shape.map(() => -1),
    ),
  ),
  fc.constant((graph: Graph, x: Node) => broadcast(graph, x, [2, ...x.shape])),
  fc.constant((graph: Graph, x: Node) => reshape(graph, x, [sizeOf(x.shape)])),
  fc.constant((graph: Graph, x: Node) =>
    reshape(
      graph,
      x,
      x.shape.flatMap((size) => (size % 2 === 0 ? [2, size / 2] : [size, 1])),
    ),
  ),
);

/** Reads a node through its layout. */
function read(node: Node, base: ArrayLike<number>, offset: number, strides: readonly number[]): number[] {
  const places = (axis: number, at: number): number[] =>
    axis === node.shape.length
      ? [base[at] as number]
      : Array.from({ length: node.shape[axis] as number }, (_, place) =>
          places(axis + 1, at + place * (strides[axis] as number)),
        ).flat();
  return places(0, offset);
}

describe('layoutOf', () => {
  it('finds the elements that the views stand for, wherever it finds a layout', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.array(step, { maxLength: 5 }),
        (shape, steps) => {
          const graph = new Graph();
          const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i);
          const base = constant(graph, values, shape, 'float32');
          fc.pre(base.op === 'constant');
          const node = steps.reduce<Node>((x, apply) => (x.shape.length > 5 ? x : apply(graph, x)), base);
          const layout = layoutOf(node, (other) => other === base);
          if (layout === undefined) return;
          const expected = Array.from(evaluate(graph, [node])[0] ?? []);
          expect(read(node, values, layout.offset, layout.strides)).toEqual(expected);
          if (isWhole(node, layout)) expect(expected).toEqual([...values]);
        },
      ),
    );
  });

  it('finds none for the flattening of a transposed matrix, and one for a transposed row', () => {
    const graph = new Graph();
    const flat = (shape: number[]): Node =>
      reshape(graph, permute(graph, input(graph, shape.join('x'), shape, 'float32'), [1, 0]), [6]);
    const inMemory = (node: Node): boolean => node.op === 'input';
    expect(layoutOf(flat([2, 3]), inMemory)).toBeUndefined();
    expect(layoutOf(flat([1, 6]), inMemory)?.strides).toEqual([1]);
  });
});

describe('reshapedStrides', () => {
  it('joins axes that follow one another in memory, also repeated ones', () => {
    expect(reshapedStrides([2, 3], [3, 1], [6])).toEqual([1]);
    expect(reshapedStrides([2, 3], [0, 0], [6])).toEqual([0]);
    expect(reshapedStrides([2, 3], [0, 1], [6])).toBeUndefined();
    expect(reshapedStrides([6], [2], [3, 2])).toEqual([4, 2]);
  });
});
