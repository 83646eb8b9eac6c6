import { describe, expect, it } from 'vitest';
import { emittedFunctions } from '../../src/emit/functions/emitted-functions.js';
import { importedFunctions, importsOf } from '../../src/emit/functions/imports.js';
import { definitionOf, mapFunctions } from '../../src/graph/functions.js';
import type { MapFunction } from '../../src/graph/functions.js';
import type { DType, Values } from '../../src/graph/node.js';
import type { Expression, Kernel } from '../../src/plan/plan.js';
import { bufferOf } from './support/random-access.js';
import { sameAsPlainly } from './support/run-emitted.js';

const names = Object.keys(mapFunctions) as MapFunction[];
const floats = [
  NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 0.25, 0.9, 1.5, 2.5, 3, -3.5, 7, -20, 30, 1e-6, -1e-6, 1e-3, 0.1,
  -0.99, 60, -60,
]; // prettier-ignore
const integers = [0, 1, -1, 2, 3, -3, 7, 10, -11, 100];
const truths = [0, 1];
const samples: Readonly<Record<DType, readonly number[]>> = { float32: floats, int32: integers, bool: truths };

const typed = (dtype: DType, values: readonly number[]): Values =>
  dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);

/** Every pair of samples, and a condition that changes. */
function operandsOf(fn: MapFunction, dtype: DType): { dtype: DType; values: Values }[] {
  const of = samples[dtype];
  const pairs = of.flatMap((a) => of.map((b) => [a, b] as const));
  // What is no whole number in range, such as a quotient by zero, is anything.
  const isWhole = (result: number): boolean => Math.abs(result) < 2 ** 31;
  const kept = dtype === 'float32' ? pairs : pairs.filter(([a, b]) => isWhole(definitionOf(fn).compute(a, b, b)));
  const [first, second] = [0, 1].map((at) => ({
    dtype,
    values: typed(
      dtype,
      kept.map((pair) => pair[at] as number),
    ),
  }));
  if (first === undefined || second === undefined) return [];
  const condition = { dtype: 'bool' as const, values: Int32Array.from(kept.map((_, at) => at % 2)) };
  const { arity } = definitionOf(fn);
  return arity === 1 ? [first] : arity === 2 ? [first, second] : [condition, first, second];
}

function check(fn: MapFunction, dtype: DType, share: number): void {
  const operands = operandsOf(fn, dtype).map((operand) => ({
    ...operand,
    buffer: bufferOf(operand.values.length, operand.dtype),
  }));
  const size = operands[0]?.values.length ?? 0;
  const { result } = definitionOf(fn);
  const type = result === 'same' ? dtype : result;
  const loads = operands.map(({ buffer, dtype: of }): Expression => ({
    kind: 'load',
    access: { buffer, offset: 0, strides: [1] },
    dtype: of,
  }));
  const value: Expression = { kind: 'apply', fn, operands: loads, dtype: type };
  const out = { buffer: bufferOf(size, type), offset: 0, strides: [1] };
  const kernel: Kernel = { kind: 'map', dims: [size], value, out };
  sameAsPlainly({ kernels: [kernel], values: new Map(operands.map(({ buffer, values }) => [buffer, values])) }, share);
  for (const name of importsOf([kernel])) expect(importedFunctions).toContain(name);
}

it('emits every function that a graph may hold', () => {
  expect([...emittedFunctions].sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (fn) => {
  it('of floats', () => check(fn, 'float32', 1e-6));
  it('of whole numbers and truth values', () => {
    check(fn, 'int32', 0);
    if (['not', 'and', 'or', 'xor', 'equal', 'notEqual', 'select', 'max', 'min'].includes(fn)) check(fn, 'bool', 0);
    if (definitionOf(fn).result !== 'same') check(fn, 'bool', 0);
  });
});
