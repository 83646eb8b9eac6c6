import '@tensorflow/tfjs-backend-cpu';
import {
  batchNorm,
  conv2d,
  dense,
  flatten,
  fromFunction,
  initialize,
  InvalidOptionError,
  leaf,
  mlp,
  normal,
  scope,
  seed,
  sequential,
  under,
  useBackend,
  zeros,
} from '@innerloop/core';
import type { Model, ParamTree } from '@innerloop/core';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tNet } from '../../src/index.js';
import { context } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

const net = mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'tanh', norm: { statistics: 'batch' } });
const images = sequential({
  conv: conv2d({ inputChannels: 1, filters: 2, kernelSize: 2 }),
  norm: batchNorm({ features: 2, statistics: 'support' }),
  flat: flatten(),
  head: dense({ inputs: 2 * 3 * 3, outputs: 3 }),
});
const flat = fromFunction(
  {
    w1: { shape: [2, 3], initialize: normal(1) },
    b1: { shape: [3], initialize: zeros },
    w2: { shape: [3, 1], initialize: normal(1) },
    gain: { shape: [], initialize: () => tf.scalar(1) },
  },
  (params, x) => {
    const h = tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, leaf(params, 'w1') as tf.Tensor2D), leaf(params, 'b1')));
    return tf.mul(tf.matMul(h as tf.Tensor2D, leaf(params, 'w2') as tf.Tensor2D), leaf(params, 'gain'));
  },
);

modelLaws('tNet of an mlp', { model: tNet({ model: net }), x: [2] });
modelLaws('tNet of filters', { model: tNet({ model: images }), x: [3, 3, 1] });
modelLaws('tNet of a function', { model: tNet({ model: flat }), x: [2] });

const x = (shape: readonly number[]): tf.Tensor => seed(3).draw('normal', shape, 2);
const noisy = (model: Model): ParamTree => {
  const params = initialize(model.specs, seed(4));
  return Object.fromEntries(
    Object.entries(params).map(([name, tensor]) => [
      name,
      tf.add(tensor, tf.mul(seed(5).fold(name).draw('normal', tensor.shape), 0.3)),
    ]),
  );
};

describe('tNet', () => {
  it.each([
    ['an mlp', net, [4, 2]],
    ['filters', images, [4, 3, 3, 1]],
    ['a function', flat, [4, 2]],
  ] as const)('begins as the model: %s', (_, model, shape) => {
    tf.tidy(() => {
      const params = initialize(tNet({ model }).specs, seed(4));
      const own = model.apply(scope(params, 'net'), x(shape), context);
      expectTreesClose(tNet({ model }).apply(params, x(shape), context), own, { tolerance: 1e-6 });
    });
  });

  it('has a square matrix for each layer with a product, and none for norms and numbers', () => {
    const warps = (model: Model) =>
      Object.fromEntries(
        Object.entries(scope(tNet({ model }).specs, 'warp')).map(([name, { shape }]) => [name, shape]),
      );
    expect(warps(net)).toEqual({ 'layer0/units3': [3, 3], 'head/units2': [2, 2] });
    expect(warps(images)).toEqual({ 'conv/units2': [2, 2], 'head/units3': [3, 3] });
    expect(warps(flat)).toEqual({ units3: [3, 3], units1: [1, 1] });
  });

  it('is T (W x + b): the product of a dense layer with its matrix', () => {
    tf.tidy(() => {
      const layer = dense({ inputs: 2, outputs: 3 });
      const model = tNet({ model: layer });
      const params = noisy(model);
      const inner = layer.apply(scope(params, 'net'), x([4, 2]), context);
      const warp = leaf(params, 'warp/units3') as tf.Tensor2D;
      const expected = tf.reshape(tf.matMul(tf.reshape<tf.Rank.R2>(inner, [-1, 3]), warp), inner.shape);
      expectTreesClose(model.apply(params, x([4, 2]), context), expected, { tolerance: 1e-5 });
    });
  });

  it('is a 1 × 1 convolution behind a convolution', () => {
    tf.tidy(() => {
      const layer = conv2d({ inputChannels: 2, filters: 3, kernelSize: 2, padding: 'valid' });
      const model = tNet({ model: layer });
      const params = noisy(model);
      const mixing = conv2d({ inputChannels: 3, filters: 3, kernelSize: 1, bias: false });
      const kernel = tf.reshape(leaf(params, 'warp/units3'), [1, 1, 3, 3]);
      const inner = layer.apply(scope(params, 'net'), x([4, 3, 3, 2]), context);
      const expected = mixing.apply({ kernel }, inner, context);
      expectTreesClose(model.apply(params, x([4, 3, 3, 2]), context), expected, { tolerance: 1e-5 });
    });
  });

  it('passes normalisation, statistics and reports through', () => {
    tf.tidy(() => {
      const reported: string[] = [];
      const model = tNet({ model: images });
      expect(model.normalization).toBe('support');
      model.apply(noisy(model), x([4, 3, 3, 1]), { ...context, report: (name) => reported.push(name) });
      expect(reported).toEqual(['net/norm/mean', 'net/norm/variance']);
      expect(model.specs['net/norm/mean']?.role).toBe('fixed');
    });
  });

  it('keeps its function when T is multiplied and W, b divided by a number', () => {
    tf.tidy(() => {
      const linear = tNet({ model: mlp({ inputs: 2, hidden: [3], outputs: 2, activation: 'tanh' }) });
      const params = noisy(linear);
      const scaled = (tree: ParamTree, factor: number): ParamTree =>
        Object.fromEntries(Object.entries(tree).map(([name, tensor]) => [name, tf.mul(tensor, factor)]));
      const other = {
        ...under('warp', scaled(scope(params, 'warp'), 4)),
        ...under('net', scaled(scope(params, 'net'), 1 / 4)),
      };
      const [before, after] = [params, other].map((at) => linear.apply(at, x([4, 2]), context)) as [
        tf.Tensor,
        tf.Tensor,
      ];
      expectTreesClose(after, before, { tolerance: 1e-5 });
    });
  });

  it('refuses a model without a product', () => {
    const norm = batchNorm({ features: 2, statistics: 'batch' });
    expect(() => tNet({ model: norm })).toThrow(InvalidOptionError);
    expect(() => tNet({ model: norm })).toThrow('tNet: no learned leaf of the model has two axes');
  });
});
