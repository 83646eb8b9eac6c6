import type { DType } from './node.js';

export type UnaryFunction =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'square'
  | 'relu'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'isNaN'
  | 'isInf'
  | 'isFinite'
  | 'not'
  | 'toFloat32'
  | 'toInt32'
  | 'toBool';
export type BinaryFunction =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'floorDiv'
  | 'mod'
  | 'max'
  | 'min'
  | 'pow'
  | 'atan2'
  | 'squaredDifference'
  | 'step'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'and'
  | 'or'
  | 'xor';
export type MapFunction = UnaryFunction | BinaryFunction | 'select';

/** What is known of a function of elements, whatever computes it. */
export interface MapDefinition {
  readonly arity: 1 | 2 | 3;
  /** The type of its results: a type, or that of the last operand. */
  readonly result: DType | 'same';
  /** The function on the host, for constants; results are rounded to the result's type by the caller. */
  readonly compute: (...operands: readonly number[]) => number;
  /** Rough cost beside an addition: what is dear is computed once. */
  readonly cost: number;
}

const cheap = 1;
const dear = 12;

const unary = (compute: (x: number) => number, cost = cheap, result: MapDefinition['result'] = 'same') =>
  ({ arity: 1, result, compute: compute, cost }) as const;
const binary = (compute: (a: number, b: number) => number, cost = cheap, result: MapDefinition['result'] = 'same') =>
  ({ arity: 2, result, compute: compute, cost }) as const;
const test = (compute: (a: number, b: number) => boolean) => binary((a, b) => Number(compute(a, b)), cheap, 'bool');
const ask = (compute: (x: number) => boolean) => unary((x) => Number(compute(x)), cheap, 'bool');

const round = (x: number): number => {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
};

/** `x > 0 ? 1 : alpha`; NaN stays NaN. */
const step = (x: number, alpha: number): number => (Number.isNaN(x) ? x : x > 0 ? 1 : alpha);

/** Every function of elements that a graph may hold. */
export const mapFunctions: Readonly<Record<MapFunction, MapDefinition>> = {
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary((x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
  square: unary((x) => x * x),
  relu: unary((x) => (x < 0 ? 0 : x)),
  sqrt: unary(Math.sqrt, 4),
  rsqrt: unary((x) => 1 / Math.sqrt(x), 6),
  reciprocal: unary((x) => 1 / x, 4),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(round),
  exp: unary(Math.exp, dear),
  expm1: unary(Math.expm1, dear),
  log: unary(Math.log, dear),
  log1p: unary(Math.log1p, dear),
  tanh: unary(Math.tanh, dear),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x)), dear),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), dear),
  sin: unary(Math.sin, dear),
  cos: unary(Math.cos, dear),
  tan: unary(Math.tan, dear),
  asin: unary(Math.asin, dear),
  acos: unary(Math.acos, dear),
  atan: unary(Math.atan, dear),
  sinh: unary(Math.sinh, dear),
  cosh: unary(Math.cosh, dear),
  asinh: unary(Math.asinh, dear),
  acosh: unary(Math.acosh, dear),
  atanh: unary(Math.atanh, dear),
  isNaN: ask(Number.isNaN),
  isInf: ask((x) => Math.abs(x) === Infinity),
  isFinite: ask(Number.isFinite),
  not: ask((x) => x === 0),
  toFloat32: unary((x) => x, cheap, 'float32'),
  /** Towards zero; NaN to zero, what is out of range to the nearest end. */
  toInt32: unary((x) => Math.max(-2147483648, Math.min(2147483647, Math.trunc(x) || 0)), cheap, 'int32'),
  toBool: ask((x) => x !== 0),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b, 2),
  floorDiv: binary((a, b) => Math.floor(a / b), 4),
  mod: binary((a, b) => a - b * Math.floor(a / b), 6),
  max: binary(Math.max),
  min: binary(Math.min),
  pow: binary(Math.pow, dear),
  atan2: binary(Math.atan2, dear),
  squaredDifference: binary((a, b) => (a - b) ** 2),
  step: binary(step),
  equal: test((a, b) => a === b),
  notEqual: test((a, b) => a !== b),
  less: test((a, b) => a < b),
  lessEqual: test((a, b) => a <= b),
  greater: test((a, b) => a > b),
  greaterEqual: test((a, b) => a >= b),
  and: test((a, b) => a !== 0 && b !== 0),
  or: test((a, b) => a !== 0 || b !== 0),
  xor: test((a, b) => (a !== 0) !== (b !== 0)),
  /** `condition ? a : b`. */
  select: {
    arity: 3,
    result: 'same',
    compute: (condition: number, a: number, b: number) => (condition !== 0 ? a : b),
    cost: cheap,
  },
};

export const definitionOf = (fn: MapFunction): MapDefinition => mapFunctions[fn];
