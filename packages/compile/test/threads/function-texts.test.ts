import * as fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'vitest';
import { definitionOf, mapFunctions } from '../../src/graph/functions.js';
import type { MapFunction } from '../../src/graph/functions.js';
import { functionTexts } from '../../src/threads/function-texts.js';

const functions = runInNewContext(`(${functionTexts})`) as Record<string, (...operands: number[]) => number>;
const special = [0, -0, 0.5, -0.5, 1, -1, 1.5, 2.5, -1.5, -2.5, 3, 1e9, -1e9, 2 ** 31, 1e300, Infinity, -Infinity, NaN];
const number = fc.oneof(fc.constantFrom(...special), fc.double(), fc.integer({ min: -9, max: 9 }));

describe.each(Object.keys(mapFunctions) as MapFunction[])('%s', (name) => {
  it('is on a worker what it is here', () => {
    const { arity, compute } = definitionOf(name);
    const operands = fc.array(number, { minLength: arity, maxLength: arity });
    const law = fc.property(operands, (given) => Object.is(functions[name]?.(...given), compute(...given)));
    fc.assert(law, { numRuns: 400 });
  });
});
