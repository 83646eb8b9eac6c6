import '@tensorflow/tfjs-backend-cpu';
import { leaf, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exponential, scheduled, sgd, stepDecay } from '../../src/index.js';
import type { Schedule } from '../../src/index.js';
import { follow } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

const at = (schedule: Schedule, done: number): number =>
  tf.tidy(() => schedule(tf.scalar(done)).dataSync()[0] as number);

/** PyTorch's recurrences, in double precision: the rate of one epoch from that of the one before. */
function chained(epochs: number, factorAt: (epoch: number) => number): number[] {
  const rates = [1];
  for (let epoch = 1; epoch <= epochs; epoch++) rates.push((rates[epoch - 1] as number) * factorAt(epoch));
  return rates;
}

describe('stepDecay', () => {
  it('drops as StepLR(step_size=3, gamma=0.5) does', () => {
    const expected = chained(20, (epoch) => (epoch % 3 === 0 ? 0.5 : 1));
    expected.forEach((rate, done) => expect(at(stepDecay({ every: 3, decay: 0.5 }), done) / rate).toBeCloseTo(1, 5));
  });

  it('drops as MultiStepLR(milestones=[2, 7, 8]) does, by its factor 0.1', () => {
    const expected = chained(20, (epoch) => ([2, 7, 8].includes(epoch) ? 0.1 : 1));
    expected.forEach((rate, done) => expect(at(stepDecay({ at: [2, 7, 8] }), done) / rate).toBeCloseTo(1, 5));
  });

  it('drops at the step itself, far out as well', () => {
    const far = stepDecay({ every: 30_001, decay: 0.5 });
    expect([at(far, 30_000), at(far, 30_001), at(far, 60_001), at(far, 60_002)]).toEqual([1, 0.5, 0.5, 0.25]);
  });

  it('refuses both ways of saying when, neither, and numbers that are none', () => {
    expect(() => stepDecay({})).toThrow('stepDecay: expected one of every, steps between drops, and at');
    expect(() => stepDecay({ every: 2, at: [3] })).toThrow('got both or neither');
    expect(() => stepDecay({ at: [1.5] })).toThrow('stepDecay: at must be a positive integer, got 1.5.');
    expect(() => stepDecay({ every: 0 })).toThrow('stepDecay: every must be a positive integer, got 0.');
    expect(() => stepDecay({ every: 2, decay: 0 })).toThrow('stepDecay: decay must be a positive finite number');
  });
});

describe('exponential', () => {
  it('falls as ExponentialLR(gamma=0.9999) does, after 50,000 steps too', () => {
    const expected = chained(50_000, () => 0.9999);
    for (const done of [0, 1, 10, 1000, 50_000])
      expect(at(exponential({ decay: 0.9999 }), done) / (expected[done] as number)).toBeCloseTo(1, 5);
  });

  it('scales the steps of a rule', () => {
    const ones = () => ({ kernel: tf.ones([2, 3]), bias: tf.ones([3]) });
    const path = follow(scheduled(exponential({ decay: 0.5 }))(sgd(1)), { steps: 3, grads: ones });
    const [first, last] = [path[0], path[3]].map((point) => leaf(point ?? {}, 'bias').dataSync()[0] as number);
    expect((first ?? NaN) - (last ?? NaN)).toBeCloseTo(1 + 0.5 + 0.25, 5);
  });

  it('refuses what is no factor', () => {
    expect(() => exponential({ decay: 0 })).toThrow('exponential: decay must be a positive finite number, got 0.');
  });
});
