import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { InvalidDataError } from '../../src/errors.js';
import { gradientAt } from '../gradients/finite-differences.js';
import { onEveryBackend } from '../gradients/backends.js';

const values = (x: Tensor): number[] => Array.from(x.dataSync());
const matrix = (): Tensor =>
  tf.tensor2d([
    [1, 2, 3],
    [4, 0, 6],
  ]);

onEveryBackend((start) => {
  beforeAll(start);

  it('running sums and products take an axis from either end', () => {
    expect(values(tf.cumsum(matrix(), -1))).toEqual([1, 3, 6, 4, 4, 10]);
    expect(values(tf.cumsum(matrix(), -2))).toEqual([1, 2, 3, 5, 2, 9]);
    expect(values(tf.cumprod(matrix(), -1, true, true))).toEqual([6, 3, 1, 0, 6, 1]);
    expect(values(tf.cumprod(matrix(), 0))).toEqual([1, 2, 3, 4, 0, 18]);
  });

  it('those of a scalar are those of a list of one, of nothing nothing, of truth values integers', () => {
    expect(values(tf.cumsum(tf.scalar(3)))).toEqual([3]);
    expect(values(tf.cumsum(tf.scalar(3), 0, true))).toEqual([0]);
    expect(values(tf.cumprod(tf.scalar(3), -1, true))).toEqual([1]);
    expect(tf.cumprod(tf.zeros([2, 0]), 1).shape).toEqual([2, 0]);
    expect(tf.cumsum(tf.zeros([0, 2]), 1).shape).toEqual([0, 2]);
    const counted = tf.cumsum(tf.tensor1d([true, true, false], 'bool'));
    expect([counted.dtype, values(counted)]).toEqual(['int32', [1, 2, 2]]);
  });

  it('an axis that the tensor does not have is an error that names those it has', () => {
    for (const axis of [2, -3, 0.5]) {
      expect(() => tf.cumsum(matrix(), axis)).toThrow(InvalidDataError);
      expect(() => tf.cumprod(matrix(), axis)).toThrow(/cumprod: expected an axis from -2 to 1 for the shape \[2, 3\]/);
    }
    expect(() => tf.cumsum(tf.scalar(1), 1)).toThrow(/from -1 to 0/);
  });

  it('the gradient of a running product is right where factors are zero', () => {
    const [gradient] = gradientAt(([x]) => tf.sum(tf.cumprod(x as Tensor, 1)), [tf.tensor2d([[2, 0, 3, 0]])]);
    expect(values(gradient as Tensor)).toEqual([1, 2 + 6, 0, 0]);
  });

  it('nothing is left behind', () => {
    const x = tf.variable(matrix());
    const before = tf.memory().numTensors;
    for (const f of [tf.cumsum, tf.cumprod]) {
      tf.tidy(() => void gradientAt(([y]) => tf.sum(f(y as Tensor, -1)), [x]));
    }
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
