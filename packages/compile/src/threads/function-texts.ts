import { mapFunctions } from '../graph/functions.js';
import type { MapFunction } from '../graph/functions.js';

/** What a worker computes for its module where the machine has no instruction, as text. */
const texts: Readonly<Partial<Record<MapFunction, string>>> = {
  neg: '(x) => -x',
  sign: '(x) => (x > 0 ? 1 : x < 0 ? -1 : 0)',
  square: '(x) => x * x',
  relu: '(x) => (x < 0 ? 0 : x)',
  rsqrt: '(x) => 1 / Math.sqrt(x)',
  reciprocal: '(x) => 1 / x',
  round: '(x) => (x - Math.floor(x) !== 0.5 ? Math.round(x) : 2 * Math.round(x / 2) + 0)',
  sigmoid: '(x) => 1 / (1 + Math.exp(-x))',
  softplus: '(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))',
  isNaN: '(x) => Number(x !== x)',
  isInf: '(x) => Number(Math.abs(x) === Infinity)',
  isFinite: '(x) => Number(Math.abs(x) < Infinity)',
  not: '(x) => Number(x === 0)',
  toFloat32: '(x) => x',
  toInt32: '(x) => Math.max(-2147483648, Math.min(2147483647, Math.trunc(x) || 0))',
  toBool: '(x) => Number(x !== 0)',
  add: '(a, b) => a + b',
  sub: '(a, b) => a - b',
  mul: '(a, b) => a * b',
  div: '(a, b) => a / b',
  floorDiv: '(a, b) => Math.floor(a / b)',
  mod: '(a, b) => a - b * Math.floor(a / b)',
  squaredDifference: '(a, b) => (a - b) ** 2',
  step: '(x, alpha) => (x !== x ? x : x > 0 ? 1 : alpha)',
  equal: '(a, b) => Number(a === b)',
  notEqual: '(a, b) => Number(a !== b)',
  less: '(a, b) => Number(a < b)',
  lessEqual: '(a, b) => Number(a <= b)',
  greater: '(a, b) => Number(a > b)',
  greaterEqual: '(a, b) => Number(a >= b)',
  and: '(a, b) => Number(a !== 0 && b !== 0)',
  or: '(a, b) => Number(a !== 0 || b !== 0)',
  xor: '(a, b) => Number((a !== 0) !== (b !== 0))',
  select: '(condition, a, b) => (condition !== 0 ? a : b)',
};

const names = Object.keys(mapFunctions) as MapFunction[];

/** An object of every function of elements, as text: functions cannot be sent to a worker, and a function's own text may be minified. */
export const functionTexts: string = `{ ${names.map((name) => `${name}: ${texts[name] ?? `Math.${name}`}`).join(', ')} }`;
