import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from './backends.js';
import type { TensorFunction } from './finite-differences.js';
import { derivatives, distance, numbersFrom } from './finite-differences.js';

/** A function, the shapes of its arguments (random entries in (−0.9, 0.9)) and the highest order to which it is tested. */
export type Row = readonly [name: string, f: TensorFunction, shapes: readonly (readonly number[])[], order: number];

/** On every backend, a test for each row and order. */
export function haveTheRightDerivatives(rows: readonly Row[]): void {
  const cases = rows.flatMap((row) => Array.from({ length: row[3] }, (_, i) => [row[0], i + 1, row] as const));
  onEveryBackend((start) => {
    beforeAll(start);

    it.each(cases)('%s has the right derivative of order %i', (_name, order, [, f, shapes]) => {
      const random = numbersFrom(order + 11);
      const xs = shapes.map((shape) => random(shape));
      // Squared, so that derivatives of linear ops of every order count: a path that is lost shows.
      const squared = (...at: Tensor[]): Tensor => tf.square(f(...at));
      expect(distance(derivatives(squared, xs, order))).toBeLessThan(1e-2);
    });
  });
}
