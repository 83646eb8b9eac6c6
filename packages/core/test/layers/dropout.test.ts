import '@tensorflow/tfjs-backend-cpu';
import { expectTreesEqual, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropout, seed, useBackend } from '../../src/index.js';
import { contextOf, key, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('dropout', { model: dropout({ rate: 0.4 }), x: [3] });
modelLaws('dropout in testing', { model: dropout({ rate: 0.4 }), x: [2, 5], mode: 'test' });

describe('dropout', () => {
  it('gives zero or x / (1 − rate), as often as the rate says, whatever the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer(), (tenths, number) => {
        const rate = tenths / 10;
        const entries = numbers(dropout({ rate }).apply({}, tf.ones([4, 50, 20]), contextOf({ key: seed(number) })));
        expect(entries.every((entry) => entry === 0 || Math.abs(entry - 1 / (1 - rate)) < 1e-6)).toBe(true);
        const share = entries.filter((entry) => entry === 0).length / entries.length;
        expect(Math.abs(share - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / entries.length) + 1e-9);
        expect(Math.abs(entries.reduce((sum, entry) => sum + entry, 0) / entries.length - 1)).toBeLessThan(0.3);
      }),
      { numRuns: 15 },
    );
  });

  it('draws another mask for each task and for each key', () => {
    const x = tf.ones([2, 10, 10]);
    const layer = dropout({ rate: 0.5 });
    const [first, second] = tf.unstack(layer.apply({}, x, contextOf()));
    expect(numbers(first as tf.Tensor)).not.toEqual(numbers(second as tf.Tensor));
    const other = layer.apply({}, x, contextOf({ key: key.fold('other') }));
    expect(numbers(other)).not.toEqual(numbers(layer.apply({}, x, contextOf())));
  });

  it('is x itself in testing, and with rate 0', () => {
    const x = sample('x', [2, 3, 4]);
    expectTreesEqual(dropout({ rate: 0.9 }).apply({}, x, contextOf({ mode: 'test' })), x);
    expectTreesEqual(dropout({ rate: 0 }).apply({}, x, contextOf()), x);
  });

  it('refuses rates outside of [0, 1)', () => {
    for (const rate of [-0.1, 1, Number.NaN])
      expect(() => dropout({ rate })).toThrow('dropout: rate must be at least 0 and below 1');
  });
});
