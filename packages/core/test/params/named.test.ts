import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidDataError, leaf, mapParams, mapSpecs, pick, scope, specOf, under, zeros } from '../../src/index.js';
import { numbers } from '../support/examples.js';

const params = {
  'model/kernel': tf.tensor1d([1, 2]),
  'model/bias': tf.tensor1d([3]),
  'models/kernel': tf.tensor1d([4]),
};

describe('named parameters', () => {
  it('are found by name, or the error says which there are', () => {
    expect(leaf(params, 'model/bias')).toBe(params['model/bias']);
    expect(() => leaf(params, 'bias')).toThrow(InvalidDataError);
    expect(() => leaf(params, 'bias')).toThrow(
      "no parameter 'bias'. There are: model/kernel, model/bias, models/kernel.",
    );
    expect(() => leaf({}, 'bias')).toThrow('There are none.');
    expect(() => specOf({ a: { shape: [], initialize: zeros } }, 'b')).toThrow("no spec 'b'. There are: a.");
  });

  it('are not mistaken for what every JavaScript object has', () => {
    expect(() => leaf({}, 'constructor')).toThrow("no parameter 'constructor'");
    expect(() => leaf({}, 'toString')).toThrow("no parameter 'toString'");
  });

  it('are scoped by whole prefixes', () => {
    expect(scope(params, 'model')).toEqual({ kernel: params['model/kernel'], bias: params['model/bias'] });
    expect(scope(params, 'mod')).toEqual({});
  });

  it('come back from under and scope as they were', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.nat()), fc.string({ minLength: 1 }), (tree, prefix) => {
        expect(Object.entries(scope(under(prefix, tree), prefix))).toEqual(Object.entries(tree));
      }),
    );
  });

  it('are mapped with their names', () => {
    const mapped = mapParams(params, (tensor, name) => tf.mul(tensor, name.length));
    expect(numbers(leaf(mapped, 'model/bias'))).toEqual([30]);
    const specs = mapSpecs({ a: { shape: [2], initialize: zeros } }, (spec, name) => ({
      ...spec,
      shape: [name.length, ...spec.shape],
    }));
    expect(specs['a']?.shape).toEqual([1, 2]);
  });

  it('are picked by name', () => {
    expect(Object.keys(pick(params, (name) => name.endsWith('kernel')))).toEqual(['model/kernel', 'models/kernel']);
  });
});
