import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, mlp, parameterCount, useBackend, zeros } from '../../src/index.js';
import type { ActivationName } from '../../src/index.js';
import { contextOf, key, noisy, numbers, sample } from '../support/examples.js';
import { metaObjective } from '../support/meta-objective.js';

beforeAll(async () => {
  await useBackend('cpu');
});

modelLaws('mlp', { model: mlp({ inputs: 3, hidden: [3, 3], outputs: 3, activation: 'tanh' }), x: [3] });
const normed = mlp({ inputs: 2, hidden: [5, 3], outputs: 7, activation: 'softplus', norm: { statistics: 'running' } });
modelLaws('mlp with norm', { model: normed, x: [2], smooth: false }); // a bias before it has gradient zero, which differences only meet in noise
modelLaws('mlp with norm in testing', { model: normed, x: [2], mode: 'test' });
modelLaws('mlp with relu', { model: mlp({ inputs: 1, hidden: [40, 40], outputs: 1 }), x: [1], smooth: false });

modelLaws('mlp with a context', {
  model: mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'tanh', context: { size: 4, layer: 1 } }),
  x: [2],
});

describe('mlp', () => {
  it("is MAML's sinusoid network: 1,761 parameters", () => {
    const { specs } = mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
    expect(Object.keys(specs)).toEqual([
      'layer0/kernel',
      'layer0/bias',
      'layer1/kernel',
      'layer1/bias',
      'head/kernel',
      'head/bias',
    ]);
    expect(parameterCount(specs)).toBe(40 + 40 + 1600 + 40 + 40 + 1);
  });

  it('computes its layers one after the other, with relu between them and none at the end', () => {
    const model = mlp({ inputs: 1, hidden: [2], outputs: 1 });
    const params = {
      'layer0/kernel': tf.tensor2d([[1, -1]]),
      'layer0/bias': tf.tensor1d([0, 0.5]),
      'head/kernel': tf.tensor2d([[-2], [-4]]),
      'head/bias': tf.tensor1d([1]),
    };
    expect(numbers(model.apply(params, tf.tensor3d([[[3], [-1]]]), contextOf()))).toEqual([-5, -5]);
  });

  it('takes tasks without examples', () => {
    const model = mlp({ inputs: 2, hidden: [3], outputs: 1, norm: { statistics: 'support' } });
    expect(model.apply(noisy(model.specs), tf.zeros([2, 0, 2]), contextOf()).shape).toEqual([2, 0, 1]);
  });

  it('is linear without hidden layers', () => {
    expect(Object.keys(mlp({ inputs: 2, hidden: [], outputs: 3 }).specs)).toEqual(['head/kernel', 'head/bias']);
  });

  it('normalises between a hidden layer and its activation when asked to', () => {
    const { specs } = mlp({ inputs: 2, hidden: [3, 4], outputs: 1, norm: { statistics: 'running', scale: false } });
    expect(Object.keys(specs).filter((name) => name.startsWith('norm1'))).toEqual([
      'norm1/offset',
      'norm1/mean',
      'norm1/variance',
    ]);
    expect(parameterCount(specs)).toBe(2 * 3 + 3 + 3 + 3 * 4 + 4 + 4 + 4 + 1);
  });

  it('starts all kernels from the initializer that it is given', () => {
    const { specs } = mlp({ inputs: 2, hidden: [3], outputs: 1, initializer: zeros });
    expect(
      numbers(tf.concat1d(Object.values(initialize(specs, key)).map((tensor) => tf.reshape(tensor, [-1])))),
    ).toEqual(Array(2 * 3 + 3 + 3 + 1).fill(0));
  });

  it('appends a context to the input, to a hidden layer or to the head', () => {
    const widths = (layer?: number): unknown => {
      const context = { size: 5, ...(layer === undefined ? {} : { layer }) };
      const { specs } = mlp({ inputs: 1, hidden: [4, 3], outputs: 2, context });
      expect(specs['task/context']).toMatchObject({ shape: [5], role: 'fixed' });
      return ['layer0', 'layer1', 'head'].map((name) => specs[`${name}/kernel`]?.shape);
    };
    expect(widths()).toEqual([
      [6, 4],
      [4, 3],
      [3, 2],
    ]);
    expect(widths(1)).toEqual([
      [1, 4],
      [9, 3],
      [3, 2],
    ]);
    expect(widths(2)).toEqual([
      [1, 4],
      [4, 3],
      [8, 2],
    ]);
  });

  it('lets the context change what it predicts, as more inputs would', () => {
    const model = mlp({ inputs: 1, hidden: [4], outputs: 1, context: { size: 2 } });
    const wide = mlp({ inputs: 3, hidden: [4], outputs: 1 });
    const params = { ...noisy(wide.specs), 'task/context': tf.tensor1d([0.7, -0.4]) };
    const x = sample('x', [2, 3, 1]);
    const more = tf.concat([x, tf.fill([2, 3, 1], 0.7), tf.fill([2, 3, 1], -0.4)], -1);
    expect(numbers(model.apply(params, x, contextOf()))).toEqual(numbers(wide.apply(params, more, contextOf())));
  });

  it('has the right second-order meta-gradient', () => {
    const model = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
    const episode = {
      support: { x: sample('x', [3, 3, 2]), y: sample('y', [3, 3, 1]) },
      query: { x: sample('x of the query', [3, 2, 2]), y: sample('y of the query', [3, 2, 1]) },
    };
    checkGradients(metaObjective(model, episode), noisy(model.specs));
  });

  it('refuses sizes and activations that it cannot build', () => {
    expect(() => mlp({ inputs: 1, hidden: [0], outputs: 1 })).toThrow('dense: outputs');
    expect(() => mlp({ inputs: 1, hidden: 40 as unknown as number[], outputs: 1 })).toThrow(
      'mlp: hidden must be a list of sizes',
    );
    expect(() => mlp({ inputs: 1, hidden: [2], outputs: 1, activation: 'step' as ActivationName })).toThrow(
      "no function 'step'",
    );
    expect(() => mlp({ inputs: 1, hidden: [2], outputs: 1, context: { size: 2, layer: 2 } })).toThrow(
      'mlp: context.layer must be an integer from 0, the input, to 1, the head; got 2.',
    );
  });
});
