import '@tensorflow/tfjs-backend-cpu';
import { InvalidDataError, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectTreesClose, expectTreesEqual, relativeError } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

describe('relativeError', () => {
  it('is the distance of all entries by the size of the second tree', () => {
    const actual = { a: tf.tensor([3, 0]), b: [tf.scalar(4)] };
    const expected = { a: tf.tensor([0, 0]), b: [tf.scalar(10)] };
    expect(relativeError(actual, expected)).toBeCloseTo(Math.sqrt(9 + 36) / 10);
  });

  it('is 0 for two zeros and infinite for one', () => {
    expect(relativeError(tf.zeros([2]), tf.zeros([2]))).toBe(0);
    expect(relativeError(tf.ones([2]), tf.zeros([2]))).toBe(Infinity);
  });

  it('refuses trees of different names, shapes or types, and says which', () => {
    expect(() => relativeError({ a: tf.scalar(1) }, { b: tf.scalar(1) })).toThrow(
      'only in the first: a; only in the second: b',
    );
    expect(() => relativeError({ a: tf.ones([2]) }, { a: tf.ones([2, 1]) })).toThrow(
      "differ at 'a': float32 [2] and float32 [2, 1]",
    );
    expect(() => relativeError(tf.scalar(1), tf.scalar(1, 'int32'))).toThrow(InvalidDataError);
  });
});

describe('expectTreesClose', () => {
  it('takes what is within the tolerance and refuses what is beyond it, naming the leaf and its worst entry', () => {
    const expected = { a: tf.tensor([1, 2, 2]), b: tf.scalar(1) };
    expect(() => expectTreesClose({ a: tf.tensor([1, 2, 2.00001]), b: tf.scalar(1) }, expected)).not.toThrow();
    expect(() => expectTreesClose({ a: tf.tensor([1, 2.25, 2]), b: tf.scalar(1) }, expected)).toThrow(
      /'a' is off .*entry 1: 2.25 instead of 2\)/,
    );
    expect(() =>
      expectTreesClose({ a: tf.tensor([1, 2.25, 2]), b: tf.scalar(1) }, expected, { tolerance: 0.1 }),
    ).not.toThrow();
  });

  it('sees a small leaf beside a large one', () => {
    expect(() =>
      expectTreesClose({ a: tf.scalar(1000), b: tf.scalar(0.02) }, { a: tf.scalar(1000), b: tf.scalar(0.01) }),
    ).toThrow("'b' is off");
  });

  it('takes nothing that is not a number', () => {
    expect(() => expectTreesClose(tf.scalar(NaN), tf.scalar(1))).toThrow('the tensor is off');
    expect(() => expectTreesClose(tf.scalar(1), tf.scalar(NaN))).toThrow('the tensor is off');
  });
});

describe('expectTreesEqual', () => {
  it('compares bits: a zero is not a negative zero, and one bit is a difference', () => {
    expect(() => expectTreesEqual([tf.tensor([0, 1])], [tf.tensor([0, 1])])).not.toThrow();
    expect(() => expectTreesEqual([tf.scalar(0)], [tf.scalar(-0)])).toThrow("'0' (entry 0");
    expect(() => expectTreesEqual({ a: tf.scalar(1) }, { a: tf.scalar(1 + 2 ** -23) })).toThrow(
      "'a' (entry 0: 1 instead of 1.0000001",
    );
  });
});
