import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { useBackend } from '@innerloop/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { wasm } from '../../src/wasm.js';
import { expectValues, extent, seedOf, valuesFor } from '../both.js';

beforeAll(() => useBackend(wasm()));

interface Case {
  readonly shape: readonly number[];
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Element by element, as its definition says. */
function plainly(x: ArrayLike<number>, of: Case, how: (total: number, next: number) => number, identity: number) {
  const axis = of.axis < 0 ? of.axis + of.shape.length : of.axis;
  const rows = of.shape[axis] as number;
  const columns = of.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return Array.from(x, (_, at) => {
    const [place, column] = [Math.floor(at / columns) % rows, at - (Math.floor(at / columns) % rows) * columns];
    let total = identity;
    const [first, step] = of.reverse ? [rows - 1, -1] : [0, 1];
    for (let row = first; row !== place; row += step)
      total = Math.fround(how(total, x[column + row * columns] as number));
    return of.exclusive ? total : Math.fround(how(total, x[at] as number));
  });
}

const cases = fc
  .tuple(fc.array(extent, { minLength: 1, maxLength: 4 }), fc.nat(), fc.boolean(), fc.boolean())
  .map(([shape, pick, exclusive, reverse]): Case => ({
    shape,
    axis: (pick % (2 * shape.length)) - shape.length,
    exclusive,
    reverse,
  }))
  .filter(({ shape }) => tf.util.sizeFromShape([...shape]) < 20_000);

const operations = [
  ['cumsum', tf.cumsum, (a: number, b: number) => a + b, 0],
  ['cumprod', tf.cumprod, (a: number, b: number) => a * b, 1],
] as const;

describe.each(operations)('%s', (name, cumulate, how, identity) => {
  const run = (x: Tensor, { axis, exclusive, reverse }: Case): Tensor => cumulate(x, axis, exclusive, reverse);

  it('is its definition, bit for bit, along any axis of any shape', () => {
    fc.assert(
      fc.property(cases, seedOf, (of, seed) => {
        const x = Float32Array.from(valuesFor(of.shape, seed), (value) => (name === 'cumsum' ? value : 1 + value / 64));
        const found = tf.tidy(() => run(tf.tensor(x, [...of.shape]), of).dataSync());
        expectValues(found, plainly(x, of, how, identity));
      }),
      { numRuns: 100 },
    );
  });

  it('is so for integers, whose type stays', () => {
    fc.assert(
      fc.property(cases, seedOf, (of, seed) => {
        const x = Int32Array.from(valuesFor(of.shape, seed), (value) =>
          name === 'cumsum' ? value * 8 : Math.sign(value),
        );
        const found = tf.tidy(() => {
          const made = run(tf.tensor(x, [...of.shape], 'int32'), of);
          expect([made.dtype, made.shape]).toEqual(['int32', of.shape]);
          return made.dataSync();
        });
        expectValues(found, plainly(x, of, how, identity));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves its argument and all other memory as they were', () => {
    const x = tf.reshape(tf.range(1, 25), [2, 3, 4]);
    const [before, around] = [x.dataSync().slice(), tf.ones([1000])];
    const tensors = tf.memory().numTensors;
    for (const axis of [-3, -1, 0, 2]) cumulate(x, axis, true, true).dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expectValues(x.dataSync(), before);
    expectValues(around.dataSync(), new Float32Array(1000).fill(1));
    tf.dispose([x, around]);
  });
});
