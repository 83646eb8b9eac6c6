import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBoth } from '../both.js';

beforeAll(startBoth);

function buffers(): number {
  return tf.backend().numDataIds();
}

describe('Identity', () => {
  it('takes no memory of its own', () => {
    const x = tf.tensor([1, 2, 3]);
    const before = buffers();
    const clone = tf.clone(x);
    expect(buffers()).toBe(before);
    tf.dispose([x, clone]);
  });

  it.each(['original', 'clone'] as const)(
    'keeps the data of one when the %s is disposed, and frees them with the other',
    (first) => {
      const before = [buffers(), tf.memory().numTensors, tf.memory().numBytes];
      const original = tf.tensor([1, 2, 3]);
      const clone = tf.clone(original);
      const [gone, left] = first === 'original' ? [original, clone] : [clone, original];
      gone.dispose();
      const others = [4, 5, 6].map((value) => tf.fill([3], value));
      expect(Array.from(left.dataSync())).toEqual([1, 2, 3]);
      tf.dispose([left, ...others]);
      expect([buffers(), tf.memory().numTensors, tf.memory().numBytes]).toEqual(before);
    },
  );

  it('stays right through clones of clones, reshapes and gradients, with flat memory', () => {
    const x = tf.tensor([1, -2, 3, -4]);
    const slope = tf.grad((y) =>
      tf.sum(tf.mul(tf.reshape(tf.clone(tf.clone(y)), [2, 2]), tf.relu(tf.reshape(y, [2, 2])))),
    );
    const run = (): number[] => tf.tidy(() => Array.from(slope(x).dataSync()));
    run();
    const before = [buffers(), tf.memory().numTensors];
    for (let at = 0; at < 1000; at++) expect(run()).toEqual([2, 0, 6, 0]);
    expect([buffers(), tf.memory().numTensors]).toEqual(before);
    x.dispose();
  });

  it('moves to another backend and back with all its owners', async () => {
    const x = tf.tensor([1, 2, 3]);
    const clone = tf.clone(x);
    await tf.setBackend('cpu');
    const doubled = tf.add(clone, x);
    expect(Array.from(doubled.dataSync())).toEqual([2, 4, 6]);
    await tf.setBackend('wasm');
    x.dispose();
    expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
    tf.dispose([clone, doubled]);
  });
});
