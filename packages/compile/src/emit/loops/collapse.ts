import type { Shape } from '@innerloop/core';
import type { Access, Expression } from '../../plan/plan.js';

/** How something moves along the dimensions of a loop: a distance for each. */
export type Strides = readonly number[];

/** A loop of fewer dimensions over the same places: those of `order` that are one walk are joined. */
export interface Collapsed {
  readonly sizes: readonly number[];
  /** For each dimension the one of old whose strides it has. */
  readonly from: readonly number[];
}

/** Every way in which an expression moves along a loop. */
export function stridesIn(expression: Expression): readonly Strides[] {
  if (expression.kind === 'load') return [expression.access.strides];
  if (expression.kind === 'place') return [expression.scales];
  return expression.kind === 'apply' ? expression.operands.flatMap(stridesIn) : [];
}

/** Goes through `order` and joins neighbours that everything walks as one; dimensions of one place are left out. */
export function collapse(dims: Shape, order: readonly number[], walks: readonly Strides[]): Collapsed {
  const sizes: number[] = [];
  const from: number[] = [];
  for (const dim of order) {
    const size = dims[dim] as number;
    if (size === 1) continue;
    const outer = from.at(-1);
    const whole = outer !== undefined && walks.every((strides) => strides[outer] === (strides[dim] as number) * size);
    if (whole) {
      sizes[sizes.length - 1] = (sizes.at(-1) as number) * size;
      from[from.length - 1] = dim;
    } else {
      sizes.push(size);
      from.push(dim);
    }
  }
  return { sizes, from };
}

export const stridesFrom = (strides: Strides, from: readonly number[]): Strides =>
  from.map((dim) => strides[dim] as number);

export const accessFrom = (access: Access, from: readonly number[]): Access => ({
  ...access,
  strides: stridesFrom(access.strides, from),
});

/** The expression in a collapsed loop. */
export function expressionFrom(expression: Expression, from: readonly number[]): Expression {
  switch (expression.kind) {
    case 'load':
      return { ...expression, access: accessFrom(expression.access, from) };
    case 'place':
      return { ...expression, scales: stridesFrom(expression.scales, from) };
    case 'apply':
      return { ...expression, operands: expression.operands.map((operand) => expressionFrom(operand, from)) };
    case 'number':
    case 'result':
      return expression;
  }
}
