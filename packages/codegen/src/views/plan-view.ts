/** One axis of a view: how many places, and how far apart in the source, in elements; 0 repeats. */
export interface ViewAxis {
  readonly size: number;
  readonly stride: number;
}

/**
 * How the innermost axis is read: contiguous, the same element again, or at a distance; `transposed` is at a distance with the next axis
 * contiguous.
 */
export type ViewPattern = 'row' | 'repeat' | 'column' | 'transposed';

/** Axes outside the innermost one that the emitted function walks. */
export const viewAxes = 4;

/** A view of a tensor, to be copied out in order: the arguments of `emitView`'s function after the addresses. */
export interface ViewPlan {
  readonly shape: readonly number[];
  readonly size: number;
  readonly pattern: ViewPattern;
  /** Bytes from the source's start to the view's first element. */
  readonly offset: number;
  /** Innermost size and distance in bytes, then `viewAxes` times: size, distance in bytes. */
  readonly walk: readonly number[];
}

const bytes = 4;

/** Strides, in elements, of a contiguous tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  shape.reduceRight((stride, size) => {
    strides.unshift(stride);
    return stride * size;
  }, 1);
  return strides;
}

function merged(axes: readonly ViewAxis[]): ViewAxis[] {
  const joined: ViewAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = joined.at(-1);
    if (outer?.stride === axis.stride * axis.size)
      joined[joined.length - 1] = { size: outer.size * axis.size, stride: axis.stride };
    else joined.push(axis);
  }
  return joined;
}

function patternOf(inner: ViewAxis, next: ViewAxis | undefined): ViewPattern {
  if (inner.stride === 1) return 'row';
  if (inner.stride === 0) return 'repeat';
  return next?.stride === 1 ? 'transposed' : 'column';
}

/** The plan of a view, or undefined when it has more axes than are emitted. */
export function planView(shape: readonly number[], axes: readonly ViewAxis[], offset = 0): ViewPlan | undefined {
  const joined = merged(axes);
  const inner = joined.pop() ?? { size: 1, stride: 1 };
  if (joined.length > viewAxes) return undefined;
  const outer = [...Array.from({ length: viewAxes - joined.length }, () => ({ size: 1, stride: 0 })), ...joined];
  return {
    shape,
    size: shape.reduce((product, extent) => product * extent, 1),
    pattern: patternOf(inner, joined.at(-1)),
    offset: offset * bytes,
    walk: [inner, ...outer].flatMap(({ size, stride }) => [size, stride * bytes]),
  };
}
