import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import {
  batchNorm,
  conv2d,
  conv4,
  dense,
  differentiate,
  fromFunction,
  layerNorm,
  leaf,
  mlp,
  pick,
  spread,
  useBackend,
  zeros,
} from '../../src/index.js';
import type { Model, ParamTree } from '../../src/index.js';
import { contextOf, energy, noisy, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const scaling = { factor: { shape: [2], initialize: zeros } };
/** Each with the shape of an example. */
const models: Readonly<Record<string, readonly [Model, readonly number[]]>> = {
  dense: [dense({ inputs: 2, outputs: 3 }), [2]],
  conv2d: [conv2d({ inputChannels: 2, filters: 3, kernelSize: 3, strides: 2 }), [4, 5, 2]],
  'batchNorm by batch': [batchNorm({ features: 2, statistics: 'batch' }), [2]],
  'batchNorm by running averages': [batchNorm({ features: 2, statistics: 'running' }), [2]],
  'batchNorm by the support': [batchNorm({ features: 2, statistics: 'support' }), [2]],
  'batchNorm per step': [batchNorm({ features: 2, statistics: 'perStep', steps: 2 }), [2]],
  layerNorm: [layerNorm({ features: 3 }), [3]],
  mlp: [mlp({ inputs: 2, hidden: [3, 3], outputs: 2, activation: 'tanh', norm: { statistics: 'running' } }), [2]],
  conv4: [conv4({ height: 16, width: 16, channels: 1, filters: 2, outputs: 3 }), [16, 16, 1]],
  fromFunction: [fromFunction(scaling, (params, x) => tf.mul(x, leaf(params, 'factor')), { independent: true }), [2]],
};

describe('a shared leaf', () => {
  for (const [name, [model, features]] of Object.entries(models)) {
    for (const [tasks, rows] of [
      [3, 3],
      [2, 5],
    ] as const) {
      for (const change of [{}, { mode: 'test' }, { pass: 'query' }] as const) {
        const where = Object.values(change)[0] ?? 'train';
        it(`gives ${name} the value and gradient of the same leaf spread over ${tasks} tasks of ${rows} (${where})`, () => {
          tf.tidy(() => {
            const x = sample('x', [tasks, rows, ...features]);
            const shared = noisy(model.specs);
            const f = energy(model, x, change);
            const whole = differentiate(f, shared, contextOf());
            const own = differentiate((params, at) => f(spread(params, model.specs, tasks), at), shared, contextOf());
            expectTreesClose(own, whole, { tolerance: 1e-4, absolute: 1e-6 });
          });
        });
      }
    }
  }

  it('stands beside leaves per task: any part of them may be spread', () => {
    const [model, features] = models['mlp'] as readonly [Model, readonly number[]];
    const x = sample('x', [3, 3, ...features]);
    const shared = noisy(model.specs);
    const all = spread(shared, model.specs, 3);
    const expected = model.apply(shared, x, contextOf());
    for (const name of Object.keys(model.specs)) {
      const some: ParamTree = { ...shared, ...pick(all, (other) => other === name) };
      const others: ParamTree = { ...all, ...pick(shared, (other) => other === name) };
      expectTreesClose(model.apply(some, x, contextOf()), expected);
      expectTreesClose(model.apply(others, x, contextOf()), expected);
    }
  });
});
