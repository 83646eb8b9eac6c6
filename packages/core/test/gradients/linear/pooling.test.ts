import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { derivatives, distance, gradientAt } from '../finite-differences.js';

type Pad = 'same' | 'valid' | number;
type Pair = number | [number, number];
type Row = readonly [name: string, size: Pair, strides: Pair, pad: Pad, shape: [number, number, number, number]];

const rows: readonly Row[] = [
  ['2 × 2 by 2', 2, 2, 'valid', [2, 4, 6, 2]],
  ['2 × 2 by 2, odd', 2, 2, 'valid', [1, 5, 3, 2]],
  ['2 × 2 by 2, odd, same', 2, 2, 'same', [1, 5, 3, 2]],
  ['3 × 3 by 2, overlapping, same', 3, 2, 'same', [1, 6, 5, 2]],
  ['3 × 2 by 1, same', [3, 2], 1, 'same', [1, 4, 4, 1]],
  ['2 × 2 by 1, padded by 1', 2, 1, 1, [1, 3, 3, 2]],
  ['1 × 1', 1, 1, 'valid', [1, 3, 3, 2]],
];

/** Distinct values with gaps far above the step of the differences, all shifted: below zero, padding must never win. */
function distinct(shape: readonly number[], shift: number): Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const values = Array.from({ length: size }, (_, i) => ((i * 7919) % size) * 0.05 + 0.01 * (i % 3) + shift);
  return tf.tensor(values, [...shape]);
}

const cases = rows.flatMap((row) =>
  [-5, 0].flatMap((shift) => [1, 2].map((order) => [row[0], shift, order, row] as const)),
);
const maxPool = (x: Tensor, size: Pair, strides: Pair, pad: Pad): Tensor =>
  tf.maxPool(x as Tensor4D, size, strides, pad);

/** The gradient of the sum of pooled values by TensorFlow's rule, in plain loops over one channel: the first maximum of each window. */
function firstMaxima(values: readonly number[], height: number, width: number): number[] {
  const gradient = values.map(() => 0);
  for (let row = 0; row + 1 < height; row += 2) {
    for (let column = 0; column + 1 < width; column += 2) {
      const window = [0, 1, width, width + 1].map((offset) => row * width + column + offset);
      const best = Math.max(...window.map((i) => values[i] as number));
      const first = window.find((i) => values[i] === best) as number;
      gradient[first] = (gradient[first] as number) + 1;
    }
  }
  return gradient;
}

onEveryBackend((start) => {
  beforeAll(start);

  it.each(cases)('maxPool %s of values from %i on has the right derivative of order %i', (_name, shift, order, row) => {
    const [, size, strides, pad, shape] = row;
    const x = distinct(shape, shift);
    expect(distance(derivatives((y) => maxPool(y, size, strides, pad), [x], order))).toBeLessThan(1e-2);
    const squared = derivatives((y) => tf.square(maxPool(tf.square(y), size, strides, pad)), [x], order, 1e-3);
    expect(distance(squared)).toBeLessThan(1e-2);
  });

  it.each(cases)('avgPool %s of values from %i on has the right derivative of order %i', (_name, shift, order, row) => {
    const [, size, strides, pad, shape] = row;
    const f = (y: Tensor): Tensor => tf.square(tf.avgPool(y as Tensor4D, size, strides, pad));
    expect(distance(derivatives((y) => f(y), [distinct(shape, shift)], order))).toBeLessThan(1e-2);
  });

  it('gives the gradient of a tie to the first maximum of the window, zeros at an edge included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 5 }),
        fc.infiniteStream(fc.integer({ min: -1, max: 1 })),
        (height, width, stream) => {
          const values = Array.from({ length: height * width }, () => stream.next().value as number);
          const x = tf.tensor4d(values, [1, height, width, 1]);
          const [gradient] = gradientAt(([y]) => tf.sum(maxPool(y as Tensor, 2, 2, 'valid')), [x]);
          expect([...(gradient as Tensor).dataSync()]).toEqual(firstMaxima(values, height, width));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('loses no gradient to padding where the largest value is the padding’s zero', () => {
    const x = tf.zeros([1, 3, 3, 1]);
    const [gradient] = gradientAt(([y]) => tf.sum(maxPool(y as Tensor, 3, 1, 'same')), [x]);
    expect(tf.sum(gradient as Tensor).dataSync()[0]).toBe(9);
  });
});
