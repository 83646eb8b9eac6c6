import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enableRelaxedSimd } from '../../src/node.js';
import { largeCases, matmulCases, runMatmul } from './cases.js';
import type { MatmulCase } from './cases.js';

const relaxedSimd = enableRelaxedSimd();

function check(one: MatmulCase, relaxed = false): void {
  const { expected, found, strayed } = runMatmul(one, { relaxed });
  const tolerance = 1e-6 * (4 + one.depth);
  const wrong = found.findIndex((value, at) => !(Math.abs(value - (expected[at] ?? NaN)) <= tolerance));
  expect({ wrong, found: found[wrong], expected: expected[wrong], strayed: strayed.slice(0, 4) }).toEqual({
    wrong: -1,
    found: undefined,
    expected: undefined,
    strayed: [],
  });
}

describe('emitMatmul', () => {
  it('equals the definition for any sizes, strides, broadcasts and epilogues, and writes C alone', () => {
    fc.assert(
      fc.property(matmulCases, (one) => check(one)),
      { numRuns: 400 },
    );
  });

  it('equals the definition where operands are packed and the depth is cut into blocks', () => {
    fc.assert(
      fc.property(largeCases, (one) => check(one)),
      { numRuns: 40 },
    );
  });

  it.runIf(relaxedSimd)('equals the definition with relaxed multiply-add', () => {
    fc.assert(
      fc.property(matmulCases, (one) => check(one, true)),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(largeCases, (one) => check(one, true)),
      { numRuns: 15 },
    );
  });
});
