import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { matmulFunction, productOf } from '@innerloop/codegen';
import { createRuntime, memoryOf } from '../../src/runtime/runtime.js';
import type { WasmBackend } from '../../src/runtime/runtime.js';
import { expectValues, extent, seedOf, startBoth, tensorFor, valuesFor } from '../both.js';

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batch: readonly (readonly [size: number, inA: boolean, inB: boolean])[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly seed: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    rows: extent,
    columns: fc.oneof({ weight: 8, arbitrary: extent }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 90 }) }),
    depth: fc.oneof({ weight: 5, arbitrary: extent }, { weight: 1, arbitrary: fc.integer({ min: 190, max: 300 }) }),
    batch: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean()), { maxLength: 3 }),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    seed: seedOf,
  })
  .filter((one) => one.rows * one.columns * one.depth * one.batch.reduce((count, [size]) => count * size, 1) < 60_000);

function shapesOf({ rows, columns, depth, batch, transposeA, transposeB }: Case): { a: number[]; b: number[] } {
  const a = transposeA ? [depth, rows] : [rows, depth];
  const b = transposeB ? [columns, depth] : [depth, columns];
  return {
    a: [...batch.map(([size, inA]) => (inA ? size : 1)), ...a],
    b: [...batch.map(([size, , inB]) => (inB ? size : 1)), ...b],
  };
}

function product(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  return tf.engine().runKernel('BatchMatMul', { a, b }, { transposeA, transposeB });
}

/** Offset of a place in a contiguous array; an axis of size one is everywhere. */
function offset(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((sum, at, axis) => sum * (shape[axis] ?? 1) + (shape[axis] === 1 ? 0 : at), 0);
}

/** `Σₖ A[…, r, k] · B[…, k, c]`, straight from the definition. */
function byDefinition(one: Case): number[] {
  const { a, b } = shapesOf(one);
  const [left, right] = [valuesFor(a, one.seed), valuesFor(b, one.seed + 1)];
  const shape = [...one.batch.map(([size, inA, inB]) => (inA || inB ? size : 1)), one.rows, one.columns];
  const strides = shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
  return Array.from({ length: tf.util.sizeFromShape(shape) }, (_, at) => {
    const place = shape.map((size, axis) => Math.floor(at / (strides[axis] ?? 1)) % size);
    const [batch, [r = 0, c = 0]] = [place.slice(0, -2), place.slice(-2)];
    let sum = 0;
    for (let k = 0; k < one.depth; k++) {
      const inA = offset([...batch, ...(one.transposeA ? [k, r] : [r, k])], a);
      const inB = offset([...batch, ...(one.transposeB ? [c, k] : [k, c])], b);
      sum += (left[inA] ?? NaN) * (right[inB] ?? NaN);
    }
    return sum;
  });
}

beforeAll(startBoth);

describe('BatchMatMul', () => {
  it('equals the definition for any sizes, batch axes, broadcasts and transposes', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { a, b } = shapesOf(one);
        const out = tf.tidy(() =>
          product(tensorFor(a, one.seed), tensorFor(b, one.seed + 1), one.transposeA, one.transposeB),
        );
        expectValues(out.dataSync(), byDefinition(one));
        out.dispose();
      }),
      { numRuns: 250 },
    );
  });

  it('writes its result and nothing beside it', () => {
    const backend = tf.backend() as unknown as WasmBackend;
    const memory = memoryOf(backend);
    if (memory === undefined) throw new Error('no memory');
    const runtime = createRuntime(backend, memory);
    fc.assert(
      fc.property(cases, (one) => {
        const { a, b } = shapesOf(one);
        const { matmul, shape } = productOf({ a, b, transposeA: one.transposeA, transposeB: one.transposeB });
        const size = tf.util.sizeFromShape(shape);
        tf.tidy(() => {
          const [left, right, out] = [tensorFor(a, one.seed), tensorFor(b, one.seed), tf.fill([size + 32], 7)];
          const { build, scratchBytes } = matmulFunction(matmul);
          runtime.compile(build)(
            runtime.address(left),
            runtime.address(right),
            runtime.address(out) + 64,
            runtime.scratch(scratchBytes),
          );
          const around = Array.from(out.dataSync());
          expect([...around.slice(0, 16), ...around.slice(16 + size)]).toEqual(Array<number>(32).fill(7));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('gives zeros for an empty depth and nothing for an empty side', () => {
    expectValues(product(tf.zeros([3, 2, 0]), tf.zeros([3, 0, 4])).dataSync(), new Float32Array(24));
    expect(product(tf.zeros([2, 0, 5]), tf.zeros([2, 5, 4])).shape).toEqual([2, 0, 4]);
  });

  it('passes NaN and infinity through, and only where they belong', () => {
    const a = tf.tensor([1, NaN, 2, Infinity, 3, 4], [1, 3, 2]);
    const found = product(a, tf.ones([1, 2, 2])).dataSync();
    expectValues(found, [NaN, NaN, Infinity, Infinity, 7, 7]);
  });

  it('tells products of the same shapes apart by their transposes', () => {
    const [a, b] = [tf.tensor([1, 2, 3, 4], [2, 2]), tf.tensor([5, 6, 7, 8], [2, 2])];
    expectValues(product(a, b).dataSync(), [19, 22, 43, 50]);
    expectValues(product(a, b, true, false).dataSync(), [26, 30, 38, 44]);
    expectValues(product(a, b, false, true).dataSync(), [17, 23, 39, 53]);
    expectValues(product(a, b, true, true).dataSync(), [23, 31, 34, 46]);
  });

  it('refuses batch axes that do not fit', () => {
    expect(() => product(tf.zeros([2, 3, 3]), tf.zeros([4, 3, 3]))).toThrow();
  });

  it('goes on working after the heap has grown', () => {
    const a = tf.ones([2, 5, 5]);
    expectValues(product(a, a).dataSync(), new Float32Array(50).fill(5));
    const big = [1, 2, 3].map(() => tf.zeros([16, 1024, 1024]));
    expectValues(product(a, a).dataSync(), new Float32Array(50).fill(5));
    tf.dispose([a, ...big]);
  });
});
