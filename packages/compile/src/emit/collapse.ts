import type { Access, Expression, Kernel } from '../plan/plan.js';

/** A list of strides, one for each dimension, that a loop walks. */
type Strides = readonly number[];

/** All strides of an expression: of its loads, and of its places. */
export function stridesIn(expression: Expression): readonly Strides[] {
  switch (expression.kind) {
    case 'load':
      return [expression.access.strides];
    case 'place':
      return [expression.scales];
    case 'apply':
      return expression.operands.flatMap(stridesIn);
    default:
      return [];
  }
}

/** The same expression over other dimensions. */
export function rewalked(expression: Expression, change: (strides: Strides) => Strides): Expression {
  switch (expression.kind) {
    case 'load':
      return { ...expression, access: movedAccess(expression.access, change) };
    case 'place':
      return { ...expression, scales: change(expression.scales) };
    case 'apply':
      return { ...expression, operands: expression.operands.map((operand) => rewalked(operand, change)) };
    default:
      return expression;
  }
}

export const movedAccess = (access: Access, change: (strides: Strides) => Strides): Access => ({
  ...access,
  strides: change(access.strides),
});

/** Which dimensions are left, and how strides look then. */
export interface Collapsed {
  readonly dims: readonly number[];
  /** The last of the old dimensions that each new one is made of. */
  readonly from: readonly number[];
  readonly change: (strides: Strides) => Strides;
}

/**
 * Leaves out dimensions of one place, and joins neighbours that all strides walk as one. Only those of equal `kind` are joined.
 */
export function collapse(
  dims: readonly number[],
  all: readonly Strides[],
  kind: (dim: number) => unknown = () => 0,
): Collapsed {
  const sizes: number[] = [];
  const from: number[] = [];
  dims.forEach((size, dim) => {
    if (size === 1) return;
    const last = from.at(-1);
    const joins =
      last !== undefined &&
      kind(last) === kind(dim) &&
      all.every((strides) => strides[last] === (strides[dim] as number) * size);
    if (joins) {
      sizes[sizes.length - 1] = (sizes.at(-1) as number) * size;
      from[from.length - 1] = dim;
    } else {
      sizes.push(size);
      from.push(dim);
    }
  });
  return { dims: sizes, from, change: (strides) => from.map((dim) => strides[dim] as number) };
}

type Fused = Extract<Kernel, { kind: 'map' | 'reduce' | 'argReduce' }>;

/** Dimensions of a fused kernel, joined. */
export function collapsedKernel<K extends Fused>(kernel: K): K {
  const reduced = 'reduced' in kernel ? kernel.reduced : undefined;
  const all = [
    ...stridesIn(kernel.value),
    ...('epilogue' in kernel ? stridesIn(kernel.epilogue) : []),
    kernel.out.strides,
  ];
  const { dims, from, change } = collapse(kernel.dims, all, (dim) => reduced?.[dim]);
  return {
    ...kernel,
    dims,
    ...(reduced === undefined ? {} : { reduced: from.map((dim) => reduced[dim]) }),
    value: rewalked(kernel.value, change),
    ...('epilogue' in kernel ? { epilogue: rewalked(kernel.epilogue, change) } : {}),
    out: movedAccess(kernel.out, change),
  };
}
