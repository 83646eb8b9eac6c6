import type { MapFunction } from '../../../src/graph/functions.js';
import type { DType } from '../../../src/graph/node.js';
import type { Expression } from '../../../src/plan/plan.js';
import type { Chooser } from './choose.js';
import { randomAccess } from './random-access.js';

/** Functions whose float32 results are those of float64 rounded: code and plain loops agree to the last bit. */
const exact = {
  float32: {
    1: ['neg', 'abs', 'sign', 'square', 'relu', 'sqrt', 'floor', 'ceil', 'round', 'reciprocal'],
    2: ['add', 'sub', 'mul', 'div', 'max', 'min', 'step', 'floorDiv'],
  },
  int32: {
    1: ['neg', 'abs', 'sign', 'relu'],
    2: ['add', 'sub', 'max', 'min'],
  },
} as const;
/** Only of what was read: plain loops count in float64, where products of products are not exact. */
const products = ['mul', 'squaredDifference'] as const;
const tests = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;
const types = ['float32', 'int32', 'bool'] as const;

export interface Making {
  readonly choose: Chooser;
  readonly dims: readonly number[];
  /** What stands for the result of a kernel's reduction, if anything does. */
  readonly result?: DType;
  /** Dimensions along which nothing moves. */
  readonly still?: readonly boolean[];
  readonly places?: boolean;
}

function leaf({ choose, dims, result, still = [], places = true }: Making, dtype: DType): Expression {
  if (result === dtype && choose.chance(0.5)) return { kind: 'result', dtype };
  if (choose.chance(0.15))
    return { kind: 'number', value: dtype === 'bool' ? choose.below(2) : choose.of([0, 1, -2, 3]), dtype };
  if (places && choose.chance(0.12) && dtype !== 'bool')
    return {
      kind: 'place',
      offset: choose.below(5) - 2,
      scales: dims.map((size, dim) => (size === 1 || still[dim] === true ? 0 : choose.of([0, 1, 1, -1, 3]))),
      dtype,
    };
  const moving = dims.map((size, dim) => (still[dim] === true ? 1 : size));
  return { kind: 'load', access: randomAccess(choose, moving, dtype), dtype };
}

const apply = (fn: MapFunction, dtype: DType, ...operands: readonly Expression[]): Expression => ({
  kind: 'apply',
  fn,
  operands,
  dtype,
});

const number = (value: number): Expression => ({ kind: 'number', value, dtype: 'float32' });

function ofNumbers(making: Making, dtype: 'float32' | 'int32', depth: number): Expression {
  const { choose } = making;
  const operand = (): Expression => randomExpression(making, dtype, depth - 1);
  switch (choose.below(6)) {
    case 0:
      return apply(choose.of(exact[dtype][1]), dtype, operand());
    case 1:
      return apply('select', dtype, randomExpression(making, 'bool', depth - 1), operand(), operand());
    case 2: {
      const from = choose.of(types.filter((type) => type !== dtype));
      if (from === 'float32')
        return apply(
          'toInt32',
          'int32',
          apply(
            'max',
            'float32',
            number(-9),
            apply('min', 'float32', number(9), randomExpression(making, from, depth - 1)),
          ),
        );
      return apply(dtype === 'float32' ? 'toFloat32' : 'toInt32', dtype, randomExpression(making, from, depth - 1));
    }
    case 3: {
      const twice = operand();
      return apply(choose.of(['add', 'sub', 'max'] as const), dtype, twice, apply('neg', dtype, twice));
    }
    default:
      if (dtype === 'int32' && depth === 1) return apply(choose.of(products), dtype, operand(), operand());
      return apply(choose.of(exact[dtype][2]), dtype, operand(), operand());
  }
}

function ofTruths(making: Making, depth: number): Expression {
  const { choose } = making;
  const operand = (dtype: DType): Expression => randomExpression(making, dtype, depth - 1);
  const from = choose.of(types);
  switch (choose.below(5)) {
    case 0:
      return apply(choose.of(['and', 'or', 'xor'] as const), 'bool', operand('bool'), operand('bool'));
    case 1:
      return apply('not', 'bool', operand('bool'));
    case 2:
      return from === 'bool'
        ? apply('select', 'bool', operand('bool'), operand('bool'), operand('bool'))
        : apply('toBool', 'bool', operand(from));
    case 3:
      return apply(choose.of(['isNaN', 'isInf', 'isFinite'] as const), 'bool', operand('float32'));
    default:
      return apply(choose.of(tests), 'bool', operand(from), operand(from));
  }
}

/** An expression of a type, with loads of any strides. */
export function randomExpression(making: Making, dtype: DType, depth: number): Expression {
  if (depth <= 0 || making.choose.chance(0.15)) return leaf(making, dtype);
  return dtype === 'bool' ? ofTruths(making, depth) : ofNumbers(making, dtype, depth);
}
