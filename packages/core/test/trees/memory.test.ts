import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cloneTree, disposeTree, keepTree, tidy } from '../../src/index.js';
import { numbers } from '../support/examples.js';

/** How many tensors there are more after `f` than before. */
function growth(f: () => void): number {
  const before = tf.memory().numTensors;
  f();
  return tf.memory().numTensors - before;
}

describe('tidy', () => {
  it('disposes of everything but the tensors of the value, however deep', () => {
    let value: { readonly a: readonly [Tensor, { readonly b: Tensor }] } | undefined;
    const left = growth(() => {
      value = tidy(() => ({ a: [tf.add(tf.scalar(1), 1), { b: tf.square(tf.scalar(3)) }] as const }));
    });
    expect(left).toBe(2);
    expect(numbers(value?.a[1].b as Tensor)).toEqual([9]);
  });

  it('disposes of everything when the function throws', () => {
    const left = growth(() => {
      const failing = (): Tensor => {
        tf.scalar(1);
        throw new Error('no');
      };
      expect(() => tidy(failing)).toThrow('no');
    });
    expect(left).toBe(0);
  });

  it('leaves tensors alone that the value borrows from outside', () => {
    const outside = tf.scalar(1);
    tidy(() => [outside]);
    expect(outside.isDisposed).toBe(false);
  });
});

describe('keepTree, cloneTree and disposeTree', () => {
  it('takes a tree out of the surrounding tidy', () => {
    let kept: readonly Tensor[] = [];
    tf.tidy(() => {
      kept = keepTree([tf.scalar(1), tf.scalar(2)]);
    });
    expect(kept.every((tensor) => !tensor.isDisposed)).toBe(true);
    expect(growth(() => disposeTree(kept))).toBe(-2);
  });

  it('clones handles that outlive the original', () => {
    const original = { a: tf.scalar(7) as Tensor };
    const copy = cloneTree(original);
    disposeTree(original);
    expect(numbers(copy.a)).toEqual([7]);
  });

  it('spares what another tree holds too', () => {
    const [shared, own] = [tf.scalar(1), tf.scalar(2)];
    disposeTree({ shared, own }, [shared]);
    expect([shared.isDisposed, own.isDisposed]).toEqual([false, true]);
  });
});
