import '@tensorflow/tfjs-backend-cpu';
import { modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  appendContext,
  initialize,
  InvalidDataError,
  isLearned,
  sequential,
  dense,
  useBackend,
} from '../../../src/index.js';
import { contextOf, key, numbers } from '../../support/examples.js';

beforeAll(() => useBackend('cpu'));

modelLaws('appendContext', { model: appendContext({ size: 3 }), x: [2] });
modelLaws('appendContext before a layer', {
  model: sequential({ task: appendContext({ size: 2 }), layer: dense({ inputs: 5, outputs: 3 }) }),
  x: [3],
});
modelLaws('appendContext over sequences', { model: appendContext({ size: 2 }), x: [4, 3] });

describe('appendContext', () => {
  it('starts at zero and is learned by no outer rule', () => {
    const { specs } = appendContext({ size: 3 });
    expect(numbers(initialize(specs, key)['context'] as tf.Tensor)).toEqual([0, 0, 0]);
    expect(isLearned(specs['context'])).toBe(false);
  });

  it("puts each task's own context after the features of its examples", () => {
    const context = tf.tensor2d([
      [7, 8],
      [9, 10],
    ]);
    const x = tf.tensor3d([
      [[1], [2]],
      [[3], [4]],
    ]);
    const y = appendContext({ size: 2 }).apply({ context }, x, contextOf());
    expect(y.arraySync()).toEqual([
      [
        [1, 7, 8],
        [2, 7, 8],
      ],
      [
        [3, 9, 10],
        [4, 9, 10],
      ],
    ]);
  });

  it('takes tasks without examples', () => {
    const layer = appendContext({ size: 2 });
    expect(layer.apply(initialize(layer.specs, key), tf.zeros([3, 0, 4]), contextOf()).shape).toEqual([3, 0, 6]);
  });

  it('refuses a size that is none, and examples without features', () => {
    expect(() => appendContext({ size: 0 })).toThrow('appendContext: size must be an integer of at least 1, got 0.');
    const layer = appendContext({ size: 1 });
    expect(() => layer.apply(initialize(layer.specs, key), tf.zeros([3, 4]), contextOf())).toThrow(InvalidDataError);
  });
});
