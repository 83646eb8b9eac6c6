import '@tensorflow/tfjs-backend-cpu';
import { tidy, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBorrowed, expectNoLeaks, leakCheck } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

describe('leakCheck', () => {
  it('counts what is left besides the value, in tensors and bytes', async () => {
    const leftover: tf.Tensor[] = [];
    const leak = await leakCheck(() => {
      leftover.push(tf.ones([5]));
      return { value: tf.ones([100]) };
    });
    expect(leak).toEqual({ tensors: 1, bytes: 20 });
    leftover.forEach((tensor) => tensor.dispose());
  });

  it('finds what a call disposed of and should not have', async () => {
    const given = tf.ones([2]);
    const leak = await leakCheck(() => {
      given.dispose();
      return [];
    });
    expect(leak.tensors).toBe(-1);
  });

  it('does not dispose of tensors that the value borrows', async () => {
    const borrowed = tf.ones([2]);
    await expectNoLeaks(() => [borrowed, tf.neg(borrowed)]);
    expect(borrowed.isDisposed).toBe(false);
    borrowed.dispose();
  });
});

describe('expectNoLeaks', () => {
  it('takes a tidy call, at once or later', async () => {
    await expectNoLeaks(() => tidy(() => tf.neg(tf.ones([2]))));
    await expectNoLeaks(() => Promise.resolve(tf.ones([2])));
  });

  it('refuses an untidy one with the numbers', async () => {
    tf.engine().startScope();
    await expect(expectNoLeaks(() => tf.neg(tf.ones([2])))).rejects.toThrow('there are 1 tensors and 8 bytes more');
    tf.engine().endScope();
  });
});

describe('expectBorrowed', () => {
  it('gives the value of a call that leaves its arguments alone', () => {
    const given = { a: tf.scalar(2) };
    expect(expectBorrowed(given, () => 7)).toBe(7);
  });

  it('names what was disposed of, changed, replaced, added and removed', () => {
    const given: Record<string, tf.Tensor> = { a: tf.scalar(1), b: tf.scalar(2), c: tf.scalar(3), d: tf.scalar(4) };
    const harm = (): void => {
      given['a']?.dispose();
      given['b']?.dataSync().set([9]);
      given['c'] = tf.scalar(3);
      delete given['d'];
      given['e'] = tf.scalar(5);
    };
    expect(() => expectBorrowed(given, harm)).toThrow(
      "'a' was disposed of, 'b' was changed, 'c' was replaced, 'd' was removed, 'e' was added",
    );
  });
});
