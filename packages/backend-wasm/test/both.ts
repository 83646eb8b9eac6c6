import '@tensorflow/tfjs-backend-cpu';
import { useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { wasm } from '../src/wasm.js';

/** Starts both backends; the primitives Im2Col and Col2Im by loops on cpu are what ours are compared with. */
export async function startBoth(): Promise<void> {
  await useBackend('cpu');
  const { message } = await useBackend(wasm());
  if (message !== undefined) throw new Error(message);
}

async function resultOn(
  backend: string,
  f: () => Tensor,
): Promise<{ values: number[]; shape: number[]; dtype: string }> {
  await tf.setBackend(backend);
  const result = tf.tidy(f);
  const values = Array.from(await result.data());
  result.dispose();
  return { values, shape: result.shape, dtype: result.dtype };
}

/** Expects equal values, NaN equal to itself, both zeros equal to each other; `tolerance` is relative above 1. */
export function expectValues(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 0): void {
  expect(found.length).toBe(wanted.length);
  const wrong = Array.from(wanted).findIndex((want, at) => {
    const have = found[at] ?? NaN;
    if (have === want || (Number.isNaN(have) && Number.isNaN(want))) return false;
    return !(Math.abs(have - want) <= tolerance * Math.max(1, Math.abs(want)));
  });
  if (wrong >= 0) expect.fail(`at ${wrong} of ${wanted.length}: ${found[wrong]} instead of ${wanted[wrong]}`);
}

/**
 * Expects of both backends the same shape, type and values. Operands that are small multiples of 1/8 make sums and products
 * exact in float32 in whatever order they are added; other functions pass a tolerance.
 */
export async function expectSame(f: () => Tensor, tolerance = 0): Promise<void> {
  const expected = await resultOn('cpu', f);
  const found = await resultOn('wasm', f);
  expect([found.shape, found.dtype]).toEqual([expected.shape, expected.dtype]);
  expectValues(found.values, expected.values, tolerance);
}

/** Values for a tensor: multiples of 1/8 between −4 and 4, the same for the same seed. */
export function valuesFor(shape: readonly number[], seed: number): Float32Array {
  let state = seed | 1;
  return Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (((state >>> 16) % 65) - 32) / 8;
  });
}

export function tensorFor(shape: readonly number[], seed: number): Tensor {
  return tf.tensor(valuesFor(shape, seed), [...shape]);
}

/** Sizes of an axis: often one, now and then empty, and on both sides of the widths of vectors and tiles. */
export const extent: fc.Arbitrary<number> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 9 }) },
  { weight: 2, arbitrary: fc.integer({ min: 10, max: 40 }) },
);

export const seedOf: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1_000_000 });
