import { enableRelaxedSimd } from '@innerloop/codegen/node';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { made } from './support/choose.js';
import { randomArgReduce, randomMap, randomMatmul, randomReduce } from './support/random-kernels.js';
import { expectSame, runEmitted, runPlainly, sameAsPlainly } from './support/run-emitted.js';

const holds = (random: typeof randomMap, numRuns: number): void =>
  fc.assert(
    fc.property(made(random), (each) => sameAsPlainly(each)),
    { numRuns },
  );

describe('emitted kernels compute what plain loops do, write nothing else, and the same again', () => {
  it('functions of elements: any strides, types and special values', () => holds(randomMap, 500));
  it('reductions with their epilogues', () => holds(randomReduce, 250));
  it('places of extremes', () => holds(randomArgReduce, 100));
  it('products with their epilogues', () => holds(randomMatmul, 120));
});

describe.skipIf(!enableRelaxedSimd())(
  'with multiply-add in one instruction, sums of whole numbers are the same',
  () => {
    const relaxed = (random: typeof randomMap, numRuns: number): void =>
      fc.assert(
        fc.property(made(random), (each) => expectSame(runEmitted(each, { relaxed: true }), runPlainly(each))),
        { numRuns },
      );
    it('of reductions', () => relaxed(randomReduce, 150));
    it('of products', () => relaxed(randomMatmul, 100));
  },
);
