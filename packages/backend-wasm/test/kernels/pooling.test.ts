import { useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { wasm } from '../../src/wasm.js';
import { expectSame, seedOf, startBoth, valuesFor } from '../both.js';

beforeAll(async () => {
  await startBoth();
  await useBackend(wasm());
});

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Distinct values, all below zero: there the stock gradient of a maximum is zero. */
function distinct(shape: [number, number, number, number], seed: number): Tensor4D {
  const values = valuesFor(shape, seed);
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  const ranks = new Float32Array(values.length);
  order.forEach((at, rank) => (ranks[at] = (rank + 1) / -8));
  return tf.tensor4d(ranks, shape);
}

const cases = fc
  .record({
    shape: fc.tuple(size(3), size(8), size(8), size(6)),
    window: fc.tuple(size(3), size(3)),
    strides: fc.tuple(size(3), size(3)),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map(({ shape, window, ...rest }) => ({
    ...rest,
    shape,
    window: [Math.min(window[0], shape[1]), Math.min(window[1], shape[2])] as [number, number],
  }));

describe.each(['MaxPool', 'AvgPool'])('the gradient kernel of %s', (name) => {
  it('equals the cpu backend for any windows, over values below zero', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seedOf, async ({ shape, window, strides, ...rest }, seed) => {
        // At an edge the cpu backend's gradient of an average divides by the whole window, unlike its own average.
        const pad = name === 'MaxPool' ? rest.pad : 'valid';
        await expectSame(() => {
          const input = distinct(shape, seed);
          const output = (name === 'MaxPool' ? tf.maxPool : tf.avgPool)(input, window, strides, pad);
          const dy = tf.tensor(valuesFor(output.shape, seed + 1), output.shape);
          const inputs = name === 'MaxPool' ? { dy, input, output } : { dy, input };
          return tf.engine().runKernel(`${name}Grad`, inputs, { filterSize: window, strides, pad });
        }, 1e-5);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(['maxPool', 'avgPool'] as const)('%s', (name) => {
  it('of no images is no images, and harms nothing', () => {
    const none = tf[name](tf.zeros<tf.Rank.R4>([0, 4, 4, 2]), 2, 2, 'valid');
    expect(none.shape).toEqual([0, 2, 2, 2]);
    const after = Array.from({ length: 50 }, (_, i) => tf.add(tf.fill([3, 1 + i], i), 1));
    after.forEach((tensor, i) => expect(new Set(tensor.dataSync())).toEqual(new Set([i + 1])));
  });
});
