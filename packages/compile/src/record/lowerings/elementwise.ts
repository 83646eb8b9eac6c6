import { cast, map } from '../../build/map.js';
import type { BinaryFunction, UnaryFunction } from '../../graph/functions.js';
import type { Node } from '../../graph/node.js';
import type { KernelCall, Lowering, Lowerings } from '../kernel-call.js';
import { operand, operands, refuse, tableOf } from '../kernel-call.js';
import { clip, elu, erf, leaky, selu } from './activations.js';
import { alike, scalar, throughReal, widest } from './dtypes.js';

/** The operand, which must not be a truth value: TensorFlow.js computes with those as with bytes. */
function number(call: KernelCall, name: string): Node {
  const x = operand(call, name);
  return x.dtype === 'bool' ? refuse(call, 'of truth values') : x;
}

const pair = (call: KernelCall): [Node, Node] => [number(call, 'a'), number(call, 'b')];

/** Of integers as of real numbers. */
const unary =
  (fn: UnaryFunction): Lowering =>
  (call) =>
    map(call.graph, fn, number(call, 'x'));

/** Of integers by way of real numbers. */
const real =
  (fn: UnaryFunction): Lowering =>
  (call) =>
    throughReal(call.graph, [number(call, 'x')], (x) => map(call.graph, fn, x));

/** Of integers the number itself. */
const rounding =
  (fn: UnaryFunction): Lowering =>
  (call) => {
    const x = operand(call, 'x');
    return x.dtype === 'float32' ? map(call.graph, fn, x) : x;
  };

const binary =
  (fn: BinaryFunction): Lowering =>
  (call) => {
    const [a, b] = alike(call.graph, pair(call)) as [Node, Node];
    return map(call.graph, fn, a, b);
  };

const realBinary =
  (fn: BinaryFunction): Lowering =>
  (call) =>
    throughReal(call.graph, pair(call), (a, b) => map(call.graph, fn, a, b));

const multiply: Lowering = (call) => {
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  if (widest([a, b]) === 'bool') return map(call.graph, 'and', a, b);
  return map(call.graph, 'mul', ...alike(call.graph, [a, b]));
};

/** Whole numbers, whatever the operands. */
const floorDiv: Lowering = (call) => {
  const [a, b] = alike(call.graph, pair(call)) as [Node, Node];
  return cast(call.graph, map(call.graph, 'floorDiv', a, b), 'int32');
};

const addN: Lowering = (call) => {
  const [first, ...rest] = alike(call.graph, operands(call)) as [Node, ...Node[]];
  return rest.reduce((sum, x) => map(call.graph, 'add', sum, x), first);
};

/** `1` above zero and `alpha` elsewhere. */
const step: Lowering = (call) => {
  const { alpha = 0 } = call.attrs as { alpha?: number };
  const x = number(call, 'x');
  return map(call.graph, 'step', x, scalar(call.graph, alpha, x.dtype));
};

const clipByValue: Lowering = (call) => {
  const { clipValueMin, clipValueMax } = call.attrs as { clipValueMin: number; clipValueMax: number };
  return clip(call.graph, number(call, 'x'), clipValueMin, clipValueMax);
};

const activation =
  (f: (graph: KernelCall['graph'], x: Node) => Node): Lowering =>
  (call) =>
    throughReal(call.graph, [number(call, 'x')], (x) => f(call.graph, x));

const leakyRelu: Lowering = (call) => {
  const { alpha } = call.attrs as { alpha: number };
  return throughReal(call.graph, [number(call, 'x')], (x) => leaky(call.graph, x, scalar(call.graph, alpha)));
};

const prelu: Lowering = (call) => leaky(call.graph, number(call, 'x'), number(call, 'alpha'));

/** From the value `y` of `elu`: its slope is 1 above zero and `y + 1` below. */
const eluGrad: Lowering = (call) => {
  const { graph } = call;
  const [dy, y] = [operand(call, 'dy'), operand(call, 'y')];
  const below = map(graph, 'less', y, scalar(graph, 0));
  return map(graph, 'select', below, map(graph, 'mul', dy, map(graph, 'add', y, scalar(graph, 1))), dy);
};

const reals: Readonly<Record<string, UnaryFunction>> = {
  Sqrt: 'sqrt',
  Rsqrt: 'rsqrt',
  Reciprocal: 'reciprocal',
  Exp: 'exp',
  Expm1: 'expm1',
  Log: 'log',
  Log1p: 'log1p',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  Softplus: 'softplus',
  Sin: 'sin',
  Cos: 'cos',
  Tan: 'tan',
  Asin: 'asin',
  Acos: 'acos',
  Atan: 'atan',
  Sinh: 'sinh',
  Cosh: 'cosh',
  Asinh: 'asinh',
  Acosh: 'acosh',
  Atanh: 'atanh',
};

/** Arithmetic, functions of a number and activations. */
export const elementwise: Lowerings = {
  ...tableOf(reals, real),
  ...tableOf({ Neg: 'neg', Abs: 'abs', Sign: 'sign', Square: 'square', Relu: 'relu' }, unary),
  ...tableOf({ Floor: 'floor', Ceil: 'ceil', Round: 'round' }, rounding),
  ...tableOf({ Add: 'add', Sub: 'sub', Maximum: 'max', Minimum: 'min', Mod: 'mod' }, binary),
  ...tableOf({ SquaredDifference: 'squaredDifference' }, binary),
  ...tableOf({ RealDiv: 'div', Pow: 'pow', Atan2: 'atan2' }, realBinary),
  Multiply: multiply,
  FloorDiv: floorDiv,
  AddN: addN,
  Step: step,
  ClipByValue: clipByValue,
  Relu6: (call) => clip(call.graph, number(call, 'x'), 0, 6),
  Elu: activation(elu),
  Selu: activation(selu),
  Erf: activation(erf),
  LeakyRelu: leakyRelu,
  Prelu: prelu,
  EluGrad: eluGrad,
};
