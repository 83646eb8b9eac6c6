import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activation, activationNames, useBackend } from '../../src/index.js';
import type { ActivationName } from '../../src/index.js';
import { contextOf, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const kinked: readonly ActivationName[] = ['relu', 'leakyRelu', 'elu'];
for (const name of activationNames) {
  modelLaws(`activation ${name}`, { model: activation(name), x: [3], smooth: !kinked.includes(name) });
}

const formulas: Record<ActivationName, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  leakyRelu: (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  swish: (x) => x / (1 + Math.exp(-x)),
};

describe('activation', () => {
  for (const name of activationNames) {
    it(`${name} equals its formula, entry by entry`, () => {
      const entries = [-9, -1.5, -0.25, 0, 0.25, 1.5, 9];
      const value = activation(name).apply({}, tf.tensor(entries, [1, 7, 1]), contextOf());
      expectTreesClose(value, tf.tensor(entries.map(formulas[name]), [1, 7, 1]));
    });

    for (const order of [1, 2, 3]) {
      it(`${name} has the right gradient of order ${order} away from zero`, () => {
        const x = tf.add(sample('x', [2, 3, 4]), tf.mul(tf.sign(sample('x', [2, 3, 4])), 0.5));
        const f = ({ x: at }: { readonly [leaf: string]: Tensor }): Tensor =>
          tf.square(activation(name).apply({}, at as Tensor, contextOf()));
        checkGradients(f, { x }, { order });
      });
    }
  }

  it('refuses a name that it does not know and says which there are', () => {
    expect(() => activation('rleu' as ActivationName)).toThrow(
      "activation: there is no function 'rleu'. There are: linear, relu",
    );
    expect(() => activation('constructor' as ActivationName)).toThrow("no function 'constructor'");
  });
});
