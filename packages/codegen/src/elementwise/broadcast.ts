import type { InnerPattern } from './emit-binary.js';
import { outerAxes } from './emit-binary.js';

/** How two shapes are walked together: the arguments of `emitBinary`'s function after the addresses. */
export interface BroadcastPlan {
  readonly shape: readonly number[];
  readonly size: number;
  readonly pattern: InnerPattern;
  /** Innermost count, then `outerAxes` times: count, bytes of a, bytes of b. */
  readonly walk: readonly number[];
}

interface Axis {
  readonly size: number;
  /** Stride in elements, 0 where the operand is broadcast. */
  readonly a: number;
  readonly b: number;
}

function axesOf(a: readonly number[], b: readonly number[], shape: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let [strideA, strideB] = [1, 1];
  for (let back = 1; back <= shape.length; back++) {
    const size = shape[shape.length - back] ?? 1;
    const [inA, inB] = [a[a.length - back] ?? 1, b[b.length - back] ?? 1];
    axes.unshift({ size, a: inA === 1 ? 0 : strideA, b: inB === 1 ? 0 : strideB });
    strideA *= inA;
    strideB *= inB;
  }
  return axes.filter(({ size }) => size !== 1);
}

/** Joins neighbouring axes that both operands walk, or both stay on, alike. */
function merged(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const axis of axes) {
    const outer = joined.at(-1);
    const alike = outer !== undefined && outer.a === axis.a * axis.size && outer.b === axis.b * axis.size;
    if (alike) joined[joined.length - 1] = { ...axis, size: outer.size * axis.size };
    else joined.push(axis);
  }
  return joined;
}

/** The plan for two shapes that broadcast to `shape`, of elements of so many bytes, or undefined when they interleave in more axes than are emitted. */
export function planBroadcast(
  a: readonly number[],
  b: readonly number[],
  shape: readonly number[],
  bytes = 4,
): BroadcastPlan | undefined {
  const axes = merged(axesOf(a, b, shape));
  const inner = axes.pop() ?? { size: 1, a: 1, b: 1 };
  if (axes.length > outerAxes) return undefined;
  const outer = [...Array.from({ length: outerAxes - axes.length }, () => ({ size: 1, a: 0, b: 0 })), ...axes];
  const pattern = inner.a !== 0 && inner.b !== 0 ? 'both' : inner.a !== 0 ? 'a' : 'b';
  return {
    shape,
    size: shape.reduce((product, extent) => product * extent, 1),
    pattern,
    walk: [inner.size, ...outer.flatMap((axis) => [axis.size, axis.a * bytes, axis.b * bytes])],
  };
}
