import { vectorOperations } from '@innerloop/codegen';
import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { MapFunction } from '../graph/functions.js';
import { mapFunctions } from '../graph/functions.js';
import type { DType } from '../graph/node.js';

/** Leaves a function of four elements in each operand on the stack. */
export type Emit = (f: FunctionBuilder, operands: readonly Local[]) => void;

type FloatInstruction = Parameters<FunctionBuilder['f32x4']>[0];
type IntegerInstruction = Parameters<FunctionBuilder['i32x4']>[0];

const all = (f: FunctionBuilder, operands: readonly Local[]): FunctionBuilder => {
  for (const operand of operands) f.get(operand);
  return f;
};
const float =
  (instruction: FloatInstruction): Emit =>
  (f, operands) =>
    void all(f, operands).f32x4(instruction);
const integer =
  (instruction: IntegerInstruction): Emit =>
  (f, operands) =>
    void all(f, operands).i32x4(instruction);

/** NaN stays NaN: `x > 0 ? 1 : alpha` where x is a number. */
const step: Emit = (f, [x, alpha]) => {
  if (x === undefined || alpha === undefined) return;
  f.get(x).v128Const(1).get(alpha).get(x).v128Const(0).f32x4('gt').v128('bitselect');
  f.get(x).get(x).f32x4('ne').v128('bitselect');
};

const squaredDifference: Emit = (f, operands) => {
  const difference = f.local('v128');
  all(f, operands).f32x4('sub').tee(difference).get(difference).f32x4('mul');
};

const vector =
  (name: string): Emit =>
  (f, operands) =>
    vectorOperations[name]?.(f)(...operands);

const floatOperations: Readonly<Partial<Record<MapFunction, Emit>>> = {
  ...Object.fromEntries(Object.keys(vectorOperations).map((name) => [name, vector(name)])),
  add: float('add'),
  sub: float('sub'),
  mul: float('mul'),
  div: float('div'),
  max: float('max'),
  min: float('min'),
  squaredDifference,
  step,
  toInt32: float('toI32'),
};

const integerOperations: Readonly<Partial<Record<MapFunction, Emit>>> = {
  add: integer('add'),
  sub: integer('sub'),
  mul: integer('mul'),
  max: integer('maxS'),
  min: integer('minS'),
  abs: integer('abs'),
  neg: integer('neg'),
  square: (f, [x]) => void (x && f.get(x).get(x).i32x4('mul')),
  relu: (f, [x]) => void (x && f.get(x).v128Integers(0).i32x4('maxS')),
  toFloat32: float('ofI32'),
  toInt32: (f, operands) => void all(f, operands),
};

const floatTests: Readonly<Partial<Record<MapFunction, Emit>>> = {
  equal: float('eq'),
  notEqual: float('ne'),
  less: float('lt'),
  lessEqual: float('le'),
  greater: float('gt'),
  greaterEqual: float('ge'),
  isNaN: (f, [x]) => void (x && f.get(x).get(x).f32x4('ne')),
  isInf: (f, [x]) => void (x && f.get(x).f32x4('abs').v128Const(Infinity).f32x4('eq')),
  isFinite: (f, [x]) => void (x && f.get(x).f32x4('abs').v128Const(Infinity).f32x4('lt')),
  toBool: (f, [x]) => void (x && f.get(x).v128Const(0).f32x4('ne')),
};

const integerTests: Readonly<Partial<Record<MapFunction, Emit>>> = {
  equal: integer('eq'),
  notEqual: integer('ne'),
  less: integer('ltS'),
  lessEqual: integer('leS'),
  greater: integer('gtS'),
  greaterEqual: integer('geS'),
  toBool: (f, [x]) => void (x && f.get(x).v128Integers(0).i32x4('ne')),
};

/** The value of a function of operands of this type, or undefined where no instructions of its own make it. */
export const valueOperation = (fn: MapFunction, operand: DType): Emit | undefined =>
  (operand === 'float32' ? floatOperations : integerOperations)[fn];

/** Ones in the lanes where a test of operands of this type holds. */
export const testOperation = (fn: MapFunction, operand: DType): Emit | undefined =>
  (operand === 'float32' ? floatTests : integerTests)[fn];

/** Functions of truth values, on masks. */
export const maskOperations: Readonly<Partial<Record<MapFunction, Emit>>> = {
  and: (f, operands) => void all(f, operands).v128('and'),
  or: (f, operands) => void all(f, operands).v128('or'),
  xor: (f, operands) => void all(f, operands).v128('xor'),
  equal: (f, operands) => void all(f, operands).v128('xor').v128('not'),
  notEqual: (f, operands) => void all(f, operands).v128('xor'),
  not: (f, operands) => void all(f, operands).v128('not'),
  toBool: (f, operands) => void all(f, operands),
};

/** Every function that code can be made for: those without instructions are computed by the host, element by element. */
export const emittedFunctions: readonly MapFunction[] = Object.keys(mapFunctions) as MapFunction[];
