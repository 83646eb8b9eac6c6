import '@tensorflow/tfjs-backend-cpu';
import { mapParams, useBackend } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { adagrad, adam, momentum, rmsprop, sgd } from '../../src/index.js';
import { context, follow } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

const grad = (step: number): ParamTree => ({
  kernel: tf.tensor([Math.sin(step), 2, -3, 1e-4, -1e-3 * step, step], [2, 3]),
  bias: tf.tensor([0.1, -0.2 * step, 30]),
});

/** What TensorFlow.js' own optimizer does with the same gradients. */
function peer(optimizer: tf.Optimizer, start: ParamTree, steps: number): ParamTree {
  const variables = Object.entries(start).map(([name, tensor]) =>
    tf.variable(tensor, true, `${name}-${String(tf.memory().numTensors)}`),
  );
  for (let step = 0; step < steps; step++) {
    const grads = Object.values(grad(step)).map((tensor, i) => ({ name: variables[i]?.name ?? '', tensor }));
    optimizer.applyGradients(grads);
  }
  return Object.fromEntries(Object.keys(start).map((name, i) => [name, tf.clone(variables[i] as tf.Tensor)]));
}

const cases: readonly (readonly [string, UpdateRule, () => tf.Optimizer])[] = [
  ['sgd', sgd(0.1), () => tf.train.sgd(0.1)],
  ['momentum', momentum({ learningRate: 0.1, momentum: 0.8 }), () => tf.train.momentum(0.1, 0.8)],
  [
    'momentum with look-ahead',
    momentum({ learningRate: 0.1, momentum: 0.8, nesterov: true }),
    () => tf.train.momentum(0.1, 0.8, true),
  ],
  ['adam', adam({ learningRate: 0.1, beta2: 0.99 }), () => tf.train.adam(0.1, 0.9, 0.99, 1e-8)],
  // theirs adds ε below the root
  ['rmsprop', rmsprop({ learningRate: 0.1, decay: 0.8, epsilon: 1e-12 }), () => tf.train.rmsprop(0.1, 0.8, 0, 1e-20)],
  ['adagrad', adagrad({ learningRate: 0.1, initial: 0.1 }), () => tf.train.adagrad(0.1, 0.1)],
];

describe('rules beside the optimizers of TensorFlow.js', () => {
  it.each(cases)('%s moves the same way for ten steps', (_, rule, optimizer) => {
    const [start = {}, ...path] = follow(rule, { steps: 10, grads: grad });
    for (const steps of [1, 2, 10])
      expectTreesClose(path[steps - 1] ?? {}, peer(optimizer(), start, steps), { tolerance: 1e-5 });
  });
});

describe('adam', () => {
  it('moves by its rate in its first step, whatever the size of the gradient: α g / (|g| + ε)', () => {
    const rate = 0.25;
    const gradient = { kernel: tf.tensor([1e-6, -1e-3, 1, -40, 1e6, 0], [2, 3]), bias: tf.tensor([7, -7, 0.5]) };
    const [before, after] = follow(adam({ learningRate: rate }), { steps: 1, grads: () => gradient });
    const expected = mapParams(gradient, (g) => tf.div(tf.mul(g, rate), tf.add(tf.abs(g), 1e-8)));
    const moved = mapParams(before ?? {}, (tensor, name) => tf.sub(tensor, after?.[name] ?? tensor));
    expectTreesClose(moved, expected);
  });

  it('has the slope of α g / (|g| + ε) in its first step, at a gradient of zero too', () => {
    const rule = adam({ learningRate: 0.5, epsilon: 0.1 });
    const at = tf.tensor1d([0, 0.2, -3]);
    const specs = { w: { shape: [3], initialize: () => tf.zeros([3]) } };
    const first = (g: tf.Tensor): tf.Tensor => {
      const params = { w: tf.zeros([3]) };
      const start = { specs, rule: {}, params, context };
      return tf.neg(
        rule.update({ ...start, state: rule.start(start), grads: { w: g }, loss: tf.scalar(0) }).params[
          'w'
        ] as tf.Tensor,
      );
    };
    // d/dg of α g / (|g| + ε) is α ε / (|g| + ε)²
    expectTreesClose(tf.grad(first)(at), tf.div(0.5 * 0.1, tf.square(tf.add(tf.abs(at), 0.1))));
  });
});

describe('adagrad', () => {
  it('moves by α / √n in step n of equal gradients', () => {
    const gradient = { kernel: tf.tensor([1e-3, -1e-2, 1, -40, 1e3, 5], [2, 3]), bias: tf.tensor([7, -7, 0.5]) };
    const path = follow(adagrad(0.25), { steps: 4, grads: () => gradient });
    [1, 2, 3, 4].forEach((n) => {
      const expected = mapParams(gradient, (g) => tf.mul(tf.sign(g), -0.25 / Math.sqrt(n)));
      const moved = mapParams(path[n] ?? {}, (tensor, name) => tf.sub(tensor, path[n - 1]?.[name] ?? tensor));
      expectTreesClose(moved, expected, { tolerance: 1e-4 });
    });
  });
});

describe('rmsprop', () => {
  it('moves by α / √(1 − ρⁿ) in step n of equal gradients', () => {
    const gradient = { kernel: tf.tensor([1e-3, -1e-2, 1, -40, 1e3, 5], [2, 3]), bias: tf.tensor([7, -7, 0.5]) };
    const path = follow(rmsprop({ learningRate: 0.25, decay: 0.5 }), { steps: 4, grads: () => gradient });
    [1, 2, 3, 4].forEach((n) => {
      const expected = mapParams(gradient, (g) => tf.mul(tf.sign(g), -0.25 / Math.sqrt(1 - 0.5 ** n)));
      const moved = mapParams(path[n] ?? {}, (tensor, name) => tf.sub(tensor, path[n - 1]?.[name] ?? tensor));
      expectTreesClose(moved, expected, { tolerance: 1e-4 });
    });
  });
});

describe('second derivatives', () => {
  it.each([
    ['adam', adam({ learningRate: 0.1, epsilon: 0.1 })],
    ['rmsprop', rmsprop({ learningRate: 0.1, epsilon: 0.1 })],
    ['adagrad', adagrad({ learningRate: 0.1, epsilon: 0.1 })],
  ] as const)('of a step of %s by the gradient agree with finite differences', (_, rule: UpdateRule) => {
    tf.tidy(() => {
      const target = { w: { shape: [4], initialize: () => tf.zeros([4]) } };
      const moved = ({ g }: { readonly [name: string]: tf.Tensor }): tf.Tensor => {
        const start = { specs: target, rule: {}, params: { w: tf.zeros([4]) }, context };
        const once = { ...start, grads: { w: g as tf.Tensor }, loss: tf.scalar(0) };
        const first = rule.update({ ...once, state: rule.start(start) });
        return tf.square(rule.update({ ...once, ...first }).params['w'] as tf.Tensor);
      };
      checkGradients(moved, { g: tf.tensor1d([0.7, -1.2, 2, -0.4]) }, { order: 2 });
    });
  });
});
