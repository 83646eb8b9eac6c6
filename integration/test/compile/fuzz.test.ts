import { wasm } from '@innerloop/backend-wasm';
import { compileFunction } from '@innerloop/compile';
import { tidy, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { gradientOf, programs, realInputs, runExact, runSmooth, wholeInputs } from './random-programs.js';
import type { Choices } from './random-programs.js';

type Program = (choices: Choices, inputs: readonly Tensor[]) => Tensor[];
interface Data {
  readonly shape: number[];
  readonly values: number[];
}

/** What a program makes of the data, eagerly and compiled. */
function both(program: Program, choices: Choices, data: readonly Data[]): readonly (readonly [number[], number[]])[] {
  return tf.tidy(() => {
    const inputs = data.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
    const eager = tidy(() => program(choices, inputs));
    const compiled = compileFunction((given: readonly Tensor[]) => program(choices, given), {
      onFallback: (reason) => {
        throw new Error(`fell back: ${reason}`);
      },
    });
    const results = compiled(inputs) as readonly Tensor[];
    compiled.dispose();
    return eager.map((tensor, i) => {
      const other = results[i] as Tensor;
      expect(other.shape).toEqual(tensor.shape);
      expect(other.dtype).toBe(tensor.dtype);
      return [Array.from(tensor.dataSync()), Array.from(other.dataSync())] as const;
    });
  });
}

function expectClose(eager: readonly number[], compiled: readonly number[], tolerance: number): void {
  const scale = Math.max(1, ...eager.map(Math.abs).filter(Number.isFinite));
  eager.forEach((value, i) => {
    const other = compiled[i] as number;
    if (!Number.isFinite(value)) expect(other).toBe(value);
    else expect(Math.abs(value - other)).toBeLessThanOrEqual(tolerance * scale);
  });
}

describe('random programs, compiled against eager', () => {
  beforeAll(async () => {
    await useBackend(wasm());
  });

  it('give the same whole numbers', () => {
    fc.assert(
      fc.property(programs, wholeInputs, (choices, data) => {
        for (const [eager, compiled] of both(runExact, choices, data))
          expect(compiled.map((x) => x + 0)).toEqual(eager.map((x) => x + 0));
      }),
      { numRuns: 400 },
    );
  });

  it('give the same real numbers to rounding', () => {
    fc.assert(
      fc.property(programs, realInputs, (choices, data) => {
        for (const [eager, compiled] of both(runSmooth, choices, data)) expectClose(eager, compiled, 2e-5);
      }),
      { numRuns: 400 },
    );
  });

  it('have the same gradients', () => {
    fc.assert(
      fc.property(programs, realInputs, (choices, data) => {
        for (const [eager, compiled] of both(gradientOf, choices, data)) expectClose(eager, compiled, 1e-4);
      }),
      { numRuns: 200 },
    );
  });
});
