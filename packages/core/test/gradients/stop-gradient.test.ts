import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { stopGradient, stopTree } from '../../src/gradients/stop-gradient.js';
import { onEveryBackend } from './backends.js';
import { gradientAt } from './finite-differences.js';

const value = (x: Tensor | undefined): number => (x as Tensor).dataSync()[0] as number;

onEveryBackend((start) => {
  beforeAll(start);

  it('keeps the value and cuts the derivative', () => {
    const x = tf.scalar(3);
    expect(value(stopGradient(x))).toBe(3);
    const [gradient] = gradientAt(([y]) => tf.mul(y as Tensor, stopGradient(y as Tensor)), [x]);
    expect(value(gradient)).toBe(3);
  });

  it('cuts every order', () => {
    const first = (x: Tensor): Tensor =>
      gradientAt(([y]) => tf.mul(tf.square(y as Tensor), stopGradient(y as Tensor)), [x])[0] as Tensor;
    expect(value(gradientAt(([y]) => first(y as Tensor), [tf.scalar(3)])[0])).toBe(6);
  });

  it('is never walked upstream from: an op without gradient before it does not throw', () => {
    const f = (x: Tensor): Tensor => tf.mul(x, stopGradient(tf.sum(tf.topk(x).values)));
    expect(value(gradientAt(([x]) => tf.sum(f(x as Tensor)), [tf.tensor1d([1, 2])])[0])).toBe(2);
  });

  it.each(['int32', 'bool', 'float32'] as const)('keeps the type %s', (dtype) => {
    const x = tf.tensor1d([1, 0, 1], dtype);
    const stopped = stopGradient(x);
    expect([stopped.dtype, [...stopped.dataSync()]]).toEqual([dtype, [1, 0, 1]]);
  });

  it('outlives the tensor that it was made of, and leaves nothing behind', () => {
    const before = tf.memory();
    const stopped = tf.tidy(() => stopGradient(tf.square(tf.scalar(2))));
    expect(value(stopped)).toBe(4);
    const x = tf.scalar(7);
    const copy = stopGradient(x);
    copy.dispose();
    expect(value(x)).toBe(7);
    tf.dispose([x, stopped]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('cuts every tensor of a tree and keeps its form', () => {
    const x = tf.scalar(2);
    const f = ([y]: readonly Tensor[]): Tensor => {
      const { a, b } = stopTree({ a: y as Tensor, b: [y as Tensor] as const });
      return tf.addN([tf.square(y as Tensor), a, b[0]]);
    };
    expect(value(gradientAt(f, [x])[0])).toBe(4);
  });

  it.each<[string, (x: Tensor) => Tensor]>([
    ['a comparison', (x) => tf.cast(tf.greater(x, 1), 'float32')],
    ['logic', (x) => tf.cast(tf.logicalAnd(tf.less(x, 9), tf.notEqual(x, 1)), 'float32')],
    [
      'all other comparisons',
      (x) => tf.cast(tf.notEqual(tf.greaterEqual(x, 1), tf.lessEqual(x, tf.equal(x, 1))), 'float32'),
    ],
    [
      'all other logic',
      (x) =>
        tf.cast(
          tf.logicalOr(tf.logicalXor(tf.less(x, 1), tf.greater(x, 1)), tf.logicalNot(tf.cast(x, 'bool'))),
          'float32',
        ),
    ],
    ['any and all', (x) => tf.cast(tf.logicalAnd(tf.any(tf.cast(x, 'bool')), tf.all(tf.cast(x, 'bool'))), 'float32')],
    [
      'tests of numbers',
      (x) => tf.cast(tf.logicalOr(tf.isNaN(x), tf.logicalOr(tf.isFinite(x), tf.isInf(x))), 'float32'),
    ],
    ['a choice', (x) => tf.cast(tf.add(tf.argMax(x), tf.argMin(x)), 'float32')],
    ['a draw', (x) => tf.cast(tf.multinomial(x as tf.Tensor1D, 3, 1), 'float32')],
    ['one-hot labels', (x) => tf.oneHot(tf.cast(x, 'int32'), 2)],
    ['rounding', (x) => tf.add(tf.add(tf.floor(x), tf.ceil(x)), tf.round(x))],
    ['a cast to whole numbers', (x) => tf.cast(tf.cast(x, 'int32'), 'float32')],
    ['sign and step', (x) => tf.mul(tf.sign(x), tf.step(x))],
    ['floorDiv', (x) => tf.floorDiv(x, 0.3)],
    ['likes of a tensor', (x) => tf.add(tf.onesLike(x), tf.zerosLike(x))],
  ])('a path through %s does not throw and has gradient zero', (_name, f) => {
    const [gradient] = gradientAt(([x]) => tf.sum(tf.mul(f(x as Tensor), 2)), [tf.tensor1d([0.6, 1.7])]);
    expect([...(gradient as Tensor).dataSync()]).toEqual([0, 0]);
  });
});
