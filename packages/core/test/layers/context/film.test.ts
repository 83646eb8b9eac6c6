import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { film, initialize, isLearned, useBackend } from '../../../src/index.js';
import { contextOf, key, sample } from '../../support/examples.js';

beforeAll(() => useBackend('cpu'));

modelLaws('film', { model: film({ size: 3, channels: 2 }), x: [2] });
modelLaws('film of images', { model: film({ size: 2, channels: 3 }), x: [2, 2, 3] });

describe('film', () => {
  it('begins as the identity, whose context no outer rule learns', () => {
    const layer = film({ size: 3, channels: 2 });
    const x = sample('x', [3, 4, 5, 5, 2]);
    expectTreesClose(layer.apply(initialize(layer.specs, key), x, contextOf()), x, { tolerance: 0 });
    expect(Object.keys(layer.specs)).toEqual(['context', 'scale/kernel', 'scale/bias', 'offset/kernel', 'offset/bias']);
    expect(isLearned(layer.specs['context'])).toBe(false);
  });

  it('scales and shifts the channels of each task by its own context', () => {
    const params = {
      context: tf.tensor2d([
        [1, 0],
        [0, 2],
      ]),
      'scale/kernel': tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
      'scale/bias': tf.tensor1d([1, 1]),
      'offset/kernel': tf.tensor2d([
        [10, 20],
        [30, 40],
      ]),
      'offset/bias': tf.tensor1d([0, 5]),
    };
    const x = tf.tensor3d([[[1, 1]], [[1, 2]]]);
    // γ = 1 + (1, 2) and 1 + 2 (3, 4); β = (10, 25) and (60, 85).
    const y = film({ size: 2, channels: 2 }).apply(params, x, contextOf());
    expect(y.arraySync()).toEqual([[[2 + 10, 3 + 25]], [[7 + 60, 18 + 85]]]);
  });

  it('refuses sizes that are none, and data of other channels', () => {
    expect(() => film({ size: 0, channels: 2 })).toThrow('film: size must be an integer of at least 1');
    expect(() => film({ size: 1, channels: 0.5 })).toThrow('film: channels must be an integer of at least 1');
    const layer = film({ size: 1, channels: 2 });
    expect(() => layer.apply(initialize(layer.specs, key), tf.zeros([1, 1, 3]), contextOf())).toThrow(
      'film: expected x of shape',
    );
  });
});
