import type { Tensor } from '@innerloop/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { byCode, byReference, computed, eager, recordOn } from '../record/support/both.js';
import type { Result } from '../record/support/both.js';
import { derivativesOf, expressions, inputsOf } from './expression.js';
import type { Expression } from './expression.js';

const extreme = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
/** NaN is NaN's equal, and far from all else. */
const gap = (a: number, b: number): number => (Object.is(a, b) || a === b ? 0 : Number.isNaN(a - b) ? Infinity : a - b);
const apart = (a: Result, b: Result): number => extreme(a.values.map((value, i) => gap(value, b.values[i]!)));
const finite = (values: readonly number[]): number[] => values.filter((value) => Number.isFinite(value));

/** What another order of rounding may change: as much as moving the inputs by a last digit does. */
function slack(
  f: (inputs: readonly Tensor[]) => Tensor[],
  expression: Expression,
  expected: readonly Result[],
): number[] {
  const moved = [1e-6, -1e-6, 3e-6, -3e-6].map((by) => {
    const inputs = inputsOf(expression, by);
    const results = eager(f, inputs);
    inputs.forEach((tensor) => tensor.dispose());
    return results;
  });
  return expected.map((result, at) => extreme(moved.map((results) => apart(results[at]!, result))));
}

/** What is recorded of an expression, and the code made for it, is what it is eagerly. */
function expectSame(expression: Expression, order: number): void {
  const f = (inputs: readonly Tensor[]): Tensor[] => derivativesOf(expression, inputs, order);
  const inputs = inputsOf(expression);
  const expected = eager(f, inputs);
  const recording = recordOn(f, inputs);
  for (const compute of [byReference, byCode]) {
    const found = computed(recording, inputs, undefined, compute);
    expect(found.map(({ shape, dtype }) => [shape, dtype])).toEqual(expected.map(({ shape, dtype }) => [shape, dtype]));
    const distances = found.map((result, at) => apart(result, expected[at]!));
    const allowed = expected.map(({ values }) => 1e-5 * (1 + extreme(finite(values))));
    if (distances.every((distance, at) => distance <= allowed[at]!)) continue;
    const more = slack(f, expression, expected);
    distances.forEach((distance, at) =>
      expect(distance, `${compute.name}, ${at}`).toBeLessThanOrEqual(allowed[at]! + 20 * more[at]!),
    );
  }
  inputs.forEach((tensor) => tensor.dispose());
}

/** `FC_RUNS` as it is for other properties, which try 25. */
const usual = Number(process.env['FC_RUNS'] ?? 25);

/** Tries that many expressions of up to `most` operations: their values, or their derivatives of an order. */
export const expectAgreementOn = (runs: number, most: number, order: number): void =>
  fc.assert(
    fc.property(expressions(most), (expression) => expectSame(expression, order)),
    { numRuns: Math.ceil((runs * usual) / 25) },
  );
