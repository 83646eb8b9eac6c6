import fc from 'fast-check';
import { describe, it } from 'vitest';
import { made } from './support/choose.js';
import { randomArgReduce, randomMap, randomMatmul, randomReduce } from './support/random-kernels.js';
import { sameAsPlainly } from './support/run-emitted.js';

const holds = (random: typeof randomMap, numRuns: number): void =>
  fc.assert(
    fc.property(made(random), (each) => sameAsPlainly(each)),
    { numRuns },
  );

describe('emitted kernels compute what plain loops do, write nothing else, and the same again', () => {
  it('functions of elements: any strides, types and special values', () => holds(randomMap, 600));
  it('reductions with their epilogues', () => holds(randomReduce, 400));
  it('places of extremes', () => holds(randomArgReduce, 200));
  it('products with their epilogues', () => holds(randomMatmul, 200));
});
