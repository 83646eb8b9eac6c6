import '@tensorflow/tfjs-backend-cpu';
import { leaf, useBackend } from '@innerloop/core';
import type { Model } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelChecks, referenceModel } from '../../src/index.js';
import { brokenClaims, expectBroken } from '../support/broken.js';

beforeAll(() => useBackend('cpu'));

const whole = referenceModel({ inputs: 2, hidden: 4, outputs: 3 });
const expects = (apply: Model['apply'], words: string): Promise<void> =>
  expectBroken(modelChecks({ model: { ...whole, apply }, x: [2] }), words);

describe('modelChecks', () => {
  it('finds nothing wrong with a model that is right', async () => {
    expect(await brokenClaims(modelChecks({ model: whole, x: [2] }))).toEqual([]);
  });

  it('finds a bias that is broadcast by the backend instead of by its spec', () =>
    expects((params, x, context) => {
      const zero = { ...params, 'head/bias': tf.zeros([3]) };
      return tf.add(whole.apply(zero, x, context), leaf(params, 'head/bias')); // [T, N, C] + [T, C]: silent where T = N
    }, 'loop over tasks with leaves per task'));

  it('finds examples of one task that reach another', () =>
    expects(
      (params, x, context) => whole.apply(params, tf.sub(x, tf.mean(x, 0, true)), context),
      'loop over tasks with shared leaves',
    ));

  it('finds rows of a query that see one another where each is to be answered alone', () =>
    expects(
      (params, x, context) =>
        whole.apply(params, context.pass === 'query' ? tf.sub(x, tf.mean(x, 1, true)) : x, context),
      'where the context is inductive',
    ));

  it('finds tasks that are lost', () =>
    expects(
      (params, x, context) => tf.mean(whole.apply(params, x, context), 0, true),
      'a value for each task and row',
    ));

  it('finds a model that remembers', () => {
    let calls = 0;
    return expects((params, x, context) => tf.add(whole.apply(params, x, context), calls++), 'same bits twice');
  });

  it('finds examples that are disposed of', () =>
    expects((params, x, context) => {
      const value = tf.keep(whole.apply(params, x, context));
      x.dispose();
      return value;
    }, 'leaves its arguments as they are'));

  it('finds a tensor that is kept', () =>
    expects((params, x, context) => {
      tf.keep(tf.scalar(1));
      return whole.apply(params, x, context);
    }, 'leaves no tensor behind'));

  it('finds a missing leaf that goes unnoticed', () =>
    expects((params, x, context) => {
      const bias = params['head/bias'] ?? tf.ones([3]);
      return whole.apply({ ...params, 'head/bias': bias }, x, context);
    }, 'names a leaf that is missing'));

  it('finds a model that ignores its leaves', () =>
    expects((_, x) => tf.concat([x, x], -1), 'names a leaf that is missing'));

  it('finds a gradient that is wrong', () =>
    expects((params, x, context) => {
      const value = whole.apply(params, x, context);
      return tf.customGrad((given) => ({ value: given as tf.Tensor, gradFunc: (dy) => tf.mul(dy, 1.1) }))(value);
    }, 'gradients of order 1'));

  it('finds a second derivative that is cut', () =>
    expects((params, x, context) => {
      const value = whole.apply(params, x, context);
      const square = tf.customGrad((given) => {
        const frozen = (given as tf.Tensor).dataSync();
        const slope = tf.mul(tf.tensor(frozen, (given as tf.Tensor).shape), 2);
        return { value: tf.square(given as tf.Tensor), gradFunc: (dy) => tf.mul(dy, slope) };
      });
      return square(value);
    }, 'gradients of order 2'));

  it('finds a first value of another shape than its spec', async () => {
    const specs = { ...whole.specs, 'head/bias': { shape: [3], initialize: () => tf.zeros([2]) } };
    expect(await brokenClaims(modelChecks({ model: { ...whole, specs }, x: [2], sizes: [] }))).toContain(
      'starts every leaf finite, in the shape of its spec, the same from the same key',
    );
  });
});
