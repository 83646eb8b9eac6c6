import '@tensorflow/tfjs-backend-cpu';
import { leaf, useBackend } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, relativeError } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, l2, momentum, sgd, weightDecay } from '../../src/index.js';
import { follow } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

/** Adam of one number with PyTorch's coupled weight decay, in double precision. */
function written(gradients: readonly number[], start: number): readonly number[] {
  const [rate, beta1, beta2, epsilon, strength] = [0.1, 0.8, 0.9, 1e-8, 0.5];
  let [m, v, at] = [0, 0, start];
  return gradients.map((gradient, i) => {
    const g = gradient + strength * at;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    at -= (rate * m) / (1 - beta1 ** (i + 1)) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
    return at;
  });
}

describe('l2', () => {
  it('around sgd(α) is weightDecay(α λ)', () => {
    expectTreesClose(follow(l2(0.5)(sgd(0.1)), { steps: 4 }), follow(weightDecay(0.05)(sgd(0.1)), { steps: 4 }), {
      tolerance: 1e-6,
    });
  });

  it('around adam moves as its algorithm says for ten steps, which is not what weightDecay does', () => {
    const gradients = Array.from({ length: 10 }, (_, i) => Math.sin(i + 1) * 3 ** (i % 3));
    const grads = (step: number): ParamTree => ({
      kernel: tf.fill([2, 3], gradients[step] ?? 0),
      bias: tf.fill([3], gradients[step] ?? 0),
    });
    const rule = adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.9 });
    const [start = {}, ...path] = follow(l2(0.5)(rule), { steps: 10, grads });
    const bias = [...leaf(start, 'bias').dataSync()].map((value) => written(gradients, value));
    path.forEach((at, step) => {
      expectTreesClose(leaf(at, 'bias'), tf.tensor1d(bias.map((values) => values[step] ?? NaN)), { tolerance: 1e-5 });
    });
    const decoupled = follow(weightDecay(0.05)(rule), { steps: 10, grads })[10] ?? {};
    expect(relativeError(leaf(path[9] ?? {}, 'bias'), leaf(decoupled, 'bias'))).toBeGreaterThan(0.01);
  });

  it('goes into the speed of momentum', () => {
    // v = g + λφ = 3, φ = 2 − 0.3; then v = 0.5·3 + 1 + 1.7 = 4.2, φ = 1.7 − 0.42.
    const rule = l2(1)(momentum({ learningRate: 0.1, momentum: 0.5 }));
    const ones = (): ParamTree => ({ kernel: tf.ones([2, 3]), bias: tf.ones([3]) });
    const path = follow(rule, { steps: 2, grads: ones });
    const value = (at: number): number => leaf(path[at] ?? {}, 'bias').dataSync()[0] as number;
    const first = value(0) - 0.1 * (1 + value(0));
    expect(value(1)).toBeCloseTo(first, 5);
    expect(value(2)).toBeCloseTo(first - 0.1 * (0.5 * (1 + value(0)) + 1 + first), 5);
  });

  it('penalises the leaves that are named and no other', () => {
    const [named, all, none] = [l2({ strength: 0.2, decays: ['kern'] })(adam(0.1)), l2(0.2)(adam(0.1)), adam(0.1)].map(
      (rule) => follow(rule, { steps: 3 })[3] ?? {},
    );
    expectTreesEqual(leaf(named ?? {}, 'kernel'), leaf(all ?? {}, 'kernel'));
    expectTreesEqual(leaf(named ?? {}, 'bias'), leaf(none ?? {}, 'bias'));
  });

  it('refuses a strength that is none, and names that no leaf has', () => {
    expect(() => l2(-1)).toThrow('l2: strength must be a finite number of at least 0, got -1.');
    expect(() => follow(l2({ strength: 1, decays: ['head/'] })(sgd(0.1)), { steps: 1 })).toThrow('l2: decays');
  });
});
