import '@tensorflow/tfjs-backend-cpu';
import { expectTreesEqual, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  activation,
  batchNorm,
  dense,
  dropout,
  InvalidOptionError,
  observe,
  pick,
  scope,
  sequential,
  useBackend,
  within,
} from '../../src/index.js';
import type { Context, Model } from '../../src/index.js';
import { contextOf, noisy, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = sequential({
  first: dense({ inputs: 3, outputs: 5 }),
  drop: dropout({ rate: 0.3 }),
  norm: batchNorm({ features: 5, statistics: 'running' }),
  smooth: activation('tanh'),
  last: sequential({ inner: dense({ inputs: 5, outputs: 2 }) }),
});

modelLaws('sequential', { model, x: [3] });

describe('sequential', () => {
  it("puts each layer's leaves below its name", () => {
    expect(Object.keys(model.specs)).toEqual([
      'first/kernel',
      'first/bias',
      'norm/scale',
      'norm/offset',
      'norm/mean',
      'norm/variance',
      'last/inner/kernel',
      'last/inner/bias',
    ]);
  });

  it('runs the layers in the order in which they are written', () => {
    const plus = (number: number): Model => ({ specs: {}, apply: (_params, x) => tf.add(x, number) });
    const twice: Model = { specs: {}, apply: (_params, x) => tf.mul(x, 2) };
    const y = sequential({ z: plus(1), a: twice, m: plus(10) }).apply({}, tf.ones([1, 1, 1]), contextOf());
    expect(y.dataSync()[0]).toBe(14);
  });

  it('gives every layer a context of its own: folded key, prefixed reports', () => {
    const params = noisy(model.specs);
    const x = sample('x', [2, 4, 3]);
    const { value, reported } = observe((context) => model.apply(params, x, context), contextOf());
    expect(Object.keys(reported).sort()).toEqual(['norm/mean', 'norm/variance']);
    const byHand = Object.entries({
      first: dense({ inputs: 3, outputs: 5 }),
      drop: dropout({ rate: 0.3 }),
      norm: batchNorm({ features: 5, statistics: 'running' }),
      smooth: activation('tanh'),
    }).reduce((y, [name, layer]) => layer.apply(scope(params, name), y, within(contextOf(), name)), x);
    expectTreesEqual(value, dense({ inputs: 5, outputs: 2 }).apply(scope(params, 'last/inner'), byHand, contextOf()));
  });

  it('lets two layers of one kind draw different numbers', () => {
    const seen: number[] = [];
    const spy: Model = {
      specs: {},
      apply: (_params, x, { key }: Context) => {
        seen.push(key.draw('uniform', [1]).dataSync()[0] as number);
        return x;
      },
    };
    sequential({ one: spy, two: spy }).apply({}, tf.ones([1, 1, 1]), contextOf());
    expect(new Set(seen).size).toBe(2);
  });

  it('names a missing leaf in full', () => {
    expect(() => model.apply({}, tf.ones([1, 1, 3]), contextOf())).toThrow("'first/kernel'");
    const rest = pick(noisy(model.specs), (name) => name !== 'last/inner/bias');
    expect(() => model.apply(rest, tf.ones([1, 1, 3]), contextOf())).toThrow("'last/inner/bias'");
  });

  it('refuses names that JavaScript would move or that hold a slash, and no layers at all', () => {
    for (const name of ['0', '12', 'a/b', ''])
      expect(() => sequential({ [name]: activation('relu') })).toThrow(InvalidOptionError);
    expect(() => sequential({})).toThrow('sequential: expected at least one layer, got none.');
  });
});
