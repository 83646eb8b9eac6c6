import type { Shape } from '@innerloop/core';
import type { Node } from '../graph/node.js';
import { isView } from '../graph/node.js';
import { sizeOf, stridesOf } from '../graph/shapes.js';
import { regroup } from './regroup.js';

/** The elements of a node as a walk through the memory of another. */
export interface Layout {
  readonly base: Node;
  readonly offset: number;
  /** In elements, one for each axis; 0 for an axis of one place. */
  readonly strides: readonly number[];
}

/** Strides under another shape, or undefined where no strides walk the elements in that order. */
export function reshapedStrides(from: Shape, strides: readonly number[], to: Shape): number[] | undefined {
  const result = new Array<number>(to.length).fill(0);
  if (sizeOf(to) === 0) return stridesOf(to);
  for (const group of regroup(from, to)) {
    const whole = group.from.every((axis, at) => {
      const next = group.from[at + 1];
      return next === undefined || strides[axis] === (strides[next] as number) * (from[next] as number);
    });
    if (!whole) return undefined;
    let stride = strides[group.from.at(-1) as number] as number;
    for (const axis of [...group.to].reverse()) {
      result[axis] = stride;
      stride *= to[axis] as number;
    }
  }
  return result;
}

function viewed(node: Node, inner: Layout): Layout | undefined {
  const input = node.inputs[0] as Node;
  switch (node.op) {
    case 'reshape': {
      const strides = reshapedStrides(input.shape, inner.strides, node.shape);
      return strides === undefined ? undefined : { ...inner, strides };
    }
    case 'broadcast': {
      const ahead = node.shape.length - input.shape.length;
      return { ...inner, strides: node.shape.map((_, axis) => inner.strides[axis - ahead] ?? 0) };
    }
    case 'permute':
      return { ...inner, strides: node.order.map((axis) => inner.strides[axis] as number) };
    case 'slice': {
      const offset = node.begin.reduce((sum, at, axis) => sum + at * (inner.strides[axis] as number), inner.offset);
      const strides = node.step.map((step, axis) =>
        node.shape[axis] === 1 ? 0 : step * (inner.strides[axis] as number),
      );
      return { ...inner, offset, strides };
    }
    default:
      return undefined;
  }
}

/** Where a node's elements lie, if views alone stand between it and a node in memory. */
export function layoutOf(node: Node, inMemory: (node: Node) => boolean): Layout | undefined {
  if (inMemory(node)) return { base: node, offset: 0, strides: stridesOf(node.shape) };
  if (!isView(node)) return undefined;
  const inner = layoutOf(node.inputs[0] as Node, inMemory);
  return inner === undefined ? undefined : viewed(node, inner);
}

/** All elements of the base, in order. */
export const isWhole = (node: Node, layout: Layout | undefined): layout is Layout =>
  layout !== undefined &&
  layout.offset === 0 &&
  sizeOf(layout.base.shape) === sizeOf(node.shape) &&
  layout.strides.every((stride, axis) => stride === (stridesOf(node.shape)[axis] as number));
