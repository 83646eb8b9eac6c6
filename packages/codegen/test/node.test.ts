import { expect, it } from 'vitest';
import { enableRelaxedSimd } from '../src/node.js';
import { relaxedSimdSupported } from '../src/assembler/relaxed.js';

it('relaxed SIMD is there after it was switched on, in every version that innerloop runs on', () => {
  expect(enableRelaxedSimd()).toBe(true);
  expect(relaxedSimdSupported()).toBe(true);
});
