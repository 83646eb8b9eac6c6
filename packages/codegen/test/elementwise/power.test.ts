import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, emitBinary, floatLoop, instantiate, pow } from '../../src/index.js';
import { unitsApart } from './ulps.js';

/** `aᵇ` of pairs, as the vectors compute it. */
function powers(pairs: readonly (readonly [number, number])[]): Float32Array {
  const count = pairs.length;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((12 * count + 16) / 65_536) });
  const floats = new Float32Array(memory.buffer);
  pairs.forEach(([a, b], at) => {
    floats[at] = a;
    floats[count + at] = b;
  });
  const run = instantiate(assemble([emitBinary(floatLoop(pow), 'both')]), memory)['binary'];
  run?.(0, 4 * count, 8 * count, count, 1, 0, 0, 1, 0, 0, 1, 0, 0);
  return floats.slice(2 * count, 3 * count);
}

const float = fc.float({ noDefaultInfinity: true, noNaN: true });
const special = [
  0,
  -0,
  1,
  -1,
  2,
  -2,
  3,
  -3,
  0.5,
  -0.5,
  2.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  3e38,
  -3e38,
  2 ** 24 + 2,
];

function expectPowers(pairs: readonly (readonly [number, number])[], units: number): void {
  const found = powers(pairs);
  pairs.forEach(([a, b], at) => {
    const wanted = Math.fround(a) ** Math.fround(b);
    const apart = unitsApart(found[at] ?? NaN, wanted);
    expect(apart <= units, `${a} ** ${b} is ${found[at]} instead of ${wanted}`).toBe(true);
  });
}

describe('pow', () => {
  it('is rounded well over all bases and exponents', () => {
    const exponent = fc.oneof(float, fc.float({ min: -8, max: 8, noNaN: true }), fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(float, exponent), { minLength: 1, maxLength: 40 }), (pairs) => {
        expectPowers(pairs, 0.6);
      }),
      { numRuns: 500 },
    );
  });

  it('is rounded well where the power is large and the base near one', () => {
    const near = fc.float({ min: Math.fround(0.9), max: Math.fround(1.1), noNaN: true });
    const large = fc.float({ min: -800, max: 800, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(near, large), { minLength: 1, maxLength: 40 }), (pairs) => {
        expectPowers(pairs, 0.6);
      }),
      { numRuns: 300 },
    );
  });

  it('has the special values of JavaScript', () => {
    expectPowers(
      special.flatMap((a) => special.map((b) => [a, b] as const)),
      0.6,
    );
  });
});
