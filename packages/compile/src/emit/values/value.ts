import { definitionOf } from '../../graph/functions.js';
import type { MapFunction } from '../../graph/functions.js';
import type { DType } from '../../graph/node.js';
import type { Expression } from '../../plan/plan.js';

/** What the lanes of a vector hold: floats, integers (truth values as 0 and 1), or masks of ones and zeros. */
export type Form = 'float' | 'integer' | 'mask';

/** An expression of which equal parts are one. */
export interface Value {
  readonly id: number;
  readonly expression: Expression;
  readonly operands: readonly Value[];
  readonly form: Form;
  /** Along which dimensions of the loop it changes. */
  readonly varies: readonly boolean[];
}

export interface Values {
  readonly root: Value;
  /** Operands before what uses them. */
  readonly all: readonly Value[];
  /** The values that have it as an operand, once for each time. */
  readonly usersOf: (value: Value) => readonly Value[];
}

export const formOf = (dtype: DType): Form => (dtype === 'float32' ? 'float' : 'integer');

function formOfResult(fn: MapFunction, dtype: DType, operands: readonly Value[]): Form {
  if (definitionOf(fn).result === 'bool') return 'mask';
  const chosen = fn === 'select' ? operands.slice(1) : [];
  return chosen.length > 0 && chosen.every(({ form }) => form === 'mask') ? 'mask' : formOf(dtype);
}

function keyOf(expression: Expression, operands: readonly Value[]): string {
  switch (expression.kind) {
    case 'load': {
      const { buffer, offset, strides } = expression.access;
      return `load ${buffer.id} ${offset} ${strides.join()} ${expression.dtype}`;
    }
    case 'number':
      return `number ${Object.is(expression.value, -0) ? '-0' : expression.value} ${expression.dtype}`;
    case 'place':
      return `place ${expression.offset} ${expression.scales.join()} ${expression.dtype}`;
    case 'result':
      return `result ${expression.dtype}`;
    case 'apply':
      return `${expression.fn} ${expression.dtype} ${operands.map(({ id }) => id).join()}`;
  }
}

function variesAlong(expression: Expression, operands: readonly Value[], rank: number): readonly boolean[] {
  const dims = Array.from({ length: rank }, (_, dim) => dim);
  if (expression.kind === 'load') return dims.map((dim) => expression.access.strides[dim] !== 0);
  if (expression.kind === 'place') return dims.map((dim) => expression.scales[dim] !== 0);
  if (expression.kind === 'apply') return dims.map((dim) => operands.some(({ varies }) => varies[dim] === true));
  return dims.map(() => expression.kind === 'result');
}

/** The values of an expression in a loop of so many dimensions. */
export function valuesOf(expression: Expression, rank: number): Values {
  const known = new Map<string, Value>();
  const users = new Map<Value, Value[]>();
  const visit = (each: Expression): Value => {
    const operands = each.kind === 'apply' ? each.operands.map(visit) : [];
    const key = keyOf(each, operands);
    const found = known.get(key);
    if (found !== undefined) return found;
    const value: Value = {
      id: known.size,
      expression: each,
      operands,
      form: each.kind === 'apply' ? formOfResult(each.fn, each.dtype, operands) : formOf(each.dtype),
      varies: variesAlong(each, operands, rank),
    };
    known.set(key, value);
    for (const operand of operands) users.set(operand, [...(users.get(operand) ?? []), value]);
    return value;
  };
  const root = visit(expression);
  return { root, all: [...known.values()], usersOf: (value) => users.get(value) ?? [] };
}

/** The largest parts that stay the same along some dimensions. */
export const staying = ({ root, all, usersOf }: Values, dims: readonly number[]): readonly Value[] => {
  const stays = (value: Value): boolean =>
    value.expression.kind !== 'result' && dims.every((dim) => value.varies[dim] !== true);
  return all.filter(
    (value) =>
      stays(value) &&
      value.expression.kind !== 'number' &&
      (value === root || usersOf(value).some((user) => !stays(user))),
  );
};

/** Rough cost of a vector, beside an addition: each value once. */
export const costOf = ({ all }: Values): number =>
  all.reduce((sum, { expression }) => {
    if (expression.kind === 'apply') return sum + definitionOf(expression.fn).cost;
    return sum + Number(expression.kind === 'load' || expression.kind === 'place');
  }, 0);
