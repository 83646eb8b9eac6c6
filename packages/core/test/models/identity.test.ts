import '@tensorflow/tfjs-backend-cpu';
import { modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { identity, useBackend } from '../../src/index.js';
import { createRegistry, corePlugin } from '../../src/plugin.js';
import { contextOf, numbers } from '../support/examples.js';

beforeAll(() => useBackend('cpu'));

modelLaws('identity', { model: identity({ features: 3 }), x: [3] });

describe('identity', () => {
  it('gives examples as they are, and has no parameters', () => {
    const model = identity({ features: 2 });
    expect(model.specs).toEqual({});
    expect(numbers(model.apply({}, tf.tensor3d([[[3, -1]]]), contextOf()))).toEqual([3, -1]);
  });

  it('refuses examples of another length, and pictures', () => {
    const { apply } = identity({ features: 2 });
    expect(() => apply({}, tf.zeros([1, 4, 3]), contextOf())).toThrow('expected examples of 2 features');
    expect(() => apply({}, tf.zeros([1, 4, 2, 1]), contextOf())).toThrow('got [1, 4, 2, 1]. Set features');
    expect(() => identity({ features: 0 })).toThrow('identity: features must be a positive integer, got 0.');
  });

  it('is made from a configuration', () => {
    const resolve = createRegistry(corePlugin).resolve('model');
    expect(resolve({ use: 'identity', features: 5 }).specs).toEqual({});
  });
});
