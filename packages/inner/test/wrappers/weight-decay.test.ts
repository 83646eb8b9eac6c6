import '@tensorflow/tfjs-backend-cpu';
import { leaf, mapParams, useBackend } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { adam, adamW, metaSgd, sgd, weightDecay } from '../../src/index.js';
import { follow } from '../support/follow.js';
import { drawn, once, specsOf } from '../support/once.js';

beforeAll(() => useBackend('cpu'));

const still = (): ParamTree => ({ kernel: tf.zeros([2, 3]), bias: tf.zeros([3]) });

describe('weightDecay', () => {
  it('leaves (1 − δ)ⁿ of the parameters after n steps without gradients', () => {
    const path = follow(weightDecay(0.2)(sgd(0.1)), { steps: 3, grads: still });
    const expected = mapParams(path[0] ?? {}, (tensor) => tf.mul(tensor, 0.8 ** 3));
    expectTreesClose(path[3] ?? {}, expected, { tolerance: 1e-6 });
  });

  it('around sgd descends L + δ / (2α) ‖φ‖²', () => {
    tf.tidy(() => {
      const specs = specsOf({ kernel: [2, 3], scale: [] });
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      const penalised = mapParams(grads, (grad, name) => tf.add(grad, tf.mul(leaf(params, name), 0.05 / 0.1)));
      const expected = once(sgd(0.1), { specs, params, grads: penalised });
      expectTreesClose(once(weightDecay(0.05)(sgd(0.1)), { specs, params, grads }), expected, { tolerance: 1e-6 });
    });
  });

  it('lessens the leaves that are named and no other', () => {
    const options = { share: 0.2, decays: ['kern'] };
    const [named, all, none] = [weightDecay(options)(adam(0.1)), weightDecay(0.2)(adam(0.1)), adam(0.1)].map(
      (rule) => follow(rule, { steps: 3 })[3] ?? {},
    );
    expectTreesEqual(leaf(named ?? {}, 'kernel'), leaf(all ?? {}, 'kernel'));
    expectTreesEqual(leaf(named ?? {}, 'bias'), leaf(none ?? {}, 'bias'));
  });

  it('keeps what the rule learns', () => {
    const rule = weightDecay(0.1)(metaSgd({ rate: 0.5 }));
    const specs = specsOf({ w: [] });
    const moved = once(rule, { specs, params: { w: tf.scalar(2) }, grads: { w: tf.scalar(1) } });
    expectTreesClose(moved, { w: tf.scalar(2 - 0.5 - 0.2) }, { tolerance: 1e-6 });
  });
});

/** AdamW by its paper's algorithm, in double precision, of one number. */
function written(gradients: readonly number[], start: number): readonly number[] {
  const [rate, beta1, beta2, epsilon, strength] = [0.1, 0.8, 0.9, 1e-8, 0.5];
  let [m, v, at] = [0, 0, start];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [mean, size] = [m / (1 - beta1 ** (i + 1)), v / (1 - beta2 ** (i + 1))];
    at -= rate * (mean / (Math.sqrt(size) + epsilon) + strength * at);
    return at;
  });
}

describe('adamW', () => {
  it('moves as its algorithm says, for ten steps', () => {
    const gradients = Array.from({ length: 10 }, (_, i) => Math.sin(i + 1) * 3 ** (i % 3));
    const rule = adamW({ learningRate: 0.1, beta1: 0.8, beta2: 0.9, weightDecay: 0.5 });
    const grads = (step: number): ParamTree => ({
      kernel: tf.fill([2, 3], gradients[step] ?? 0),
      bias: tf.fill([3], gradients[step] ?? 0),
    });
    const [start = {}, ...path] = follow(rule, { steps: 10, grads });
    const bias = [...leaf(start, 'bias').dataSync()].map((value) => written(gradients, value));
    path.forEach((at, step) => {
      expectTreesClose(leaf(at, 'bias'), tf.tensor1d(bias.map((values) => values[step] ?? NaN)), { tolerance: 1e-5 });
    });
  });

  it('decays what Adam would not move', () => {
    const path = follow(adamW({ learningRate: 0.1, weightDecay: 2 }), { steps: 2, grads: still });
    const expected = mapParams(path[0] ?? {}, (tensor) => tf.mul(tensor, 0.64));
    expectTreesClose(path[2] ?? {}, expected, { tolerance: 1e-6 });
  });

  it('is Adam without decay', () => {
    expectTreesEqual(
      follow(adamW({ learningRate: 0.1, weightDecay: 0 }), { steps: 3 }),
      follow(adam(0.1), { steps: 3 }),
    );
  });
});
