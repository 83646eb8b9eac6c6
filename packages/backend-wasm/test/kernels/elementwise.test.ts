import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { binaryOperations, unaryOperations } from '@innerloop/codegen';
import { expectSame, seedOf, startBoth, tensorFor } from '../both.js';

const size = fc.oneof(
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: 15, max: 40 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

/** Two shapes that broadcast: each axis of either may be one, and either may lack leading axes. */
const shapePairs: fc.Arbitrary<{ a: number[]; b: number[] }> = fc
  .record({
    axes: fc.array(fc.tuple(size, fc.constantFrom('both', 'both', 'a', 'b')), { maxLength: 5 }),
    lackA: fc.integer({ min: 0, max: 5 }),
    lackB: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ axes, lackA, lackB }) => ({
    a: axes.map(([extent, where]) => (where === 'b' ? 1 : extent)).slice(Math.min(lackA, axes.length)),
    b: axes.map(([extent, where]) => (where === 'a' ? 1 : extent)).slice(Math.min(lackB, axes.length)),
  }))
  .filter(({ a, b }) => tf.util.sizeFromShape(a) * tf.util.sizeFromShape(b) < 100_000);

const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-40, 3e38];

/** What some of the kernels ask for. */
const attributes = { alpha: 0, clipValueMin: -0.75, clipValueMax: 1.5 };

beforeAll(startBoth);

describe.each(Object.keys(binaryOperations))('%s', (kernel) => {
  it('equals the cpu backend over any shapes that broadcast', async () => {
    await fc.assert(
      fc.asyncProperty(shapePairs, seedOf, async ({ a, b }, seed) => {
        await expectSame(
          () => tf.engine().runKernel(kernel, { a: tensorFor(a, seed), b: tensorFor(b, seed + 1) }),
          1e-6,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('passes NaN, infinity and signed zeros through like the cpu backend, in vectors and in what is left of them', async () => {
    const pairs = special.flatMap((x) => special.map((y) => [x, y] as const));
    const operands = (length: number): tf.Tensor[] =>
      [0, 1].map((at) => tf.tensor(pairs.slice(0, length).map((pair) => pair[at] ?? 0)));
    for (const length of [pairs.length, 3]) {
      await expectSame(() => {
        const [a, b] = operands(length) as [tf.Tensor, tf.Tensor];
        return tf.engine().runKernel(kernel, { a, b });
      }, 1e-6);
    }
  });

  it('leaves integers to the stock kernel', async () => {
    if (kernel === 'RealDiv') return;
    await expectSame(() =>
      tf.engine().runKernel(kernel, { a: tf.tensor([1, 2, 3], [3], 'int32'), b: tf.tensor([5, 6, 7], [3], 'int32') }),
    );
  });

  it('refuses shapes that do not broadcast', () => {
    expect(() => tf.engine().runKernel(kernel, { a: tf.zeros([3]), b: tf.zeros([4]) })).toThrow();
  });
});

describe.each(Object.keys(unaryOperations))('%s', (kernel) => {
  it('equals the cpu backend at any length, NaN and infinity included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 3 }), seedOf, async (shape, seed) => {
        await expectSame(() => tf.engine().runKernel(kernel, { x: tensorFor(shape, seed) }, attributes), 1e-6);
      }),
      { numRuns: 40 },
    );
    await expectSame(() => tf.engine().runKernel(kernel, { x: tf.tensor(special) }, attributes), 1e-6);
    await expectSame(() => tf.engine().runKernel(kernel, { x: tf.tensor(special.slice(4, 7)) }, attributes), 1e-6);
  });
});

describe.each(['Exp', 'Tanh'])('%s', (kernel) => {
  it('is within two units in the last place over the whole range, and the same for an element wherever it lies', () => {
    const exact = kernel === 'Exp' ? Math.exp : Math.tanh;
    const values = Float32Array.from({ length: 20_001 }, (_, at) => (at - 10_000) / 95);
    const found = tf.tidy(() =>
      tf
        .engine()
        .runKernel<tf.Tensor>(kernel, { x: tf.tensor(values) })
        .dataSync(),
    );
    values.forEach((x, at) => {
      const wanted = Math.fround(exact(x));
      const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(wanted))) - 23), 2 ** -149);
      const near = wanted === found[at] || Math.abs((found[at] ?? NaN) - wanted) <= 2 * unit;
      if (!near) expect.fail(`${kernel}(${x}) is ${found[at]} instead of ${wanted}`);
    });
    const last = tf.tidy(() =>
      tf
        .engine()
        .runKernel<tf.Tensor>(kernel, { x: tf.tensor(values.slice(-1)) })
        .dataSync(),
    );
    expect(last[0]).toBe(found.at(-1));
  });
});

describe.each(['Step', 'LeakyRelu'])('%s', (kernel) => {
  it('has the slope or the value below zero that it is told', async () => {
    for (const alpha of [0, 0.5, -2]) {
      await expectSame(() => tf.engine().runKernel(kernel, { x: tensorFor([21], 1) }, { alpha }));
    }
  });
});
