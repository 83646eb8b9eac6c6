import '@tensorflow/tfjs-backend-cpu';
import { EngineError, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { node } from '../src/node/engine.js';

/** Starts both engines. What is installed and does not load is no reason to skip, but an error. */
async function reasonOfAbsence(): Promise<string | undefined> {
  await useBackend('cpu');
  try {
    await useBackend(node());
    return undefined;
  } catch (error) {
    if (error instanceof EngineError && error.message.includes('not installed'))
      return 'tfjs-node is not installed: npm run setup:native';
    throw error;
  }
}

const absence = await reasonOfAbsence();

/** Tests on the native engine; where it is not installed, one that is skipped and says so. */
export function describeNative(name: string, tests: () => void): void {
  if (absence === undefined) describe(name, tests);
  else it(name, ({ skip }) => skip(absence));
}

type Result = { readonly values: number[]; readonly shape: number[]; readonly dtype: string };

async function resultOn(backend: string, f: () => Tensor): Promise<Result> {
  await tf.setBackend(backend);
  const result = tf.tidy(f);
  const values = Array.from(await result.data());
  result.dispose();
  return { values, shape: result.shape, dtype: result.dtype };
}

/** Expects equal values, NaN equal to itself, both zeros equal to each other; `tolerance` is relative above 1. */
function expectValues(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(found.length).toBe(wanted.length);
  const wrong = wanted.findIndex((want, at) => {
    const have = found[at] ?? NaN;
    if (have === want || (Number.isNaN(have) && Number.isNaN(want))) return false;
    return !(Math.abs(have - want) <= tolerance * Math.max(1, Math.abs(want)));
  });
  if (wrong >= 0) expect.fail(`at ${wrong} of ${wanted.length}: ${found[wrong]} instead of ${wanted[wrong]}`);
}

/**
 * Expects of the native engine the shape, type and values of the cpu backend. Operands that are small multiples of 1/8 make sums and
 * products exact in float32 in whatever order they are added; other functions pass a tolerance.
 */
export async function expectSame(f: () => Tensor, tolerance = 0): Promise<void> {
  const wanted = await resultOn('cpu', f);
  const found = await resultOn('tensorflow', f);
  expect([found.shape, found.dtype]).toEqual([wanted.shape, wanted.dtype]);
  expectValues(found.values, wanted.values, tolerance);
}

/** Multiples of 1/8 between −4 and 4, the same for the same seed. */
export function tensorFor(shape: readonly number[], seed: number): Tensor {
  let state = seed | 1;
  const values = Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (((state >>> 16) % 65) - 32) / 8;
  });
  return tf.tensor(values, [...shape]);
}

/** Sizes of an axis: often one. */
export const extent: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 7 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15, max: 30 }) },
);

export const shapes: fc.Arbitrary<number[]> = fc
  .array(extent, { minLength: 1, maxLength: 4 })
  .filter((shape) => tf.util.sizeFromShape(shape) < 50_000);

export const seedOf: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1_000_000 });
