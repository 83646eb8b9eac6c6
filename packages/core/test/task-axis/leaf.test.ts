import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { align, InvalidDataError, isPerTask, leaf, perTaskScalar, spread, useBackend, zeros } from '../../src/index.js';
import type { ParamSpec, Shape } from '../../src/index.js';
import { numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const specOf = (shape: Shape): ParamSpec => ({ shape, initialize: zeros });
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

describe('isPerTask', () => {
  it('tells by the rank against the spec, whatever the lengths of the axes', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 4 }), (shape, tasks) => {
        expect(isPerTask(tf.zeros(shape), specOf(shape))).toBe(false);
        expect(isPerTask(tf.zeros([tasks, ...shape]), specOf(shape))).toBe(true);
      }),
    );
  });

  it('is not fooled by as many tasks as features', () => {
    expect(isPerTask(tf.zeros([3, 3]), specOf([3, 3]))).toBe(false);
    expect(isPerTask(tf.zeros([3, 3]), specOf([3]))).toBe(true);
  });

  it('refuses leaves of another shape', () => {
    for (const shape of [[], [4], [2, 4], [2, 2, 3], [3, 2]]) {
      expect(() => isPerTask(tf.zeros(shape), specOf([3]))).toThrow(InvalidDataError);
    }
    expect(() => isPerTask(tf.zeros([2, 4]), specOf([3]))).toThrow(
      'expected a leaf of shape [3] or [tasks, 3], got [2, 4]',
    );
  });
});

describe('align', () => {
  it('broadcasts against data of the rank as each task by itself would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (tasks, features, own) => {
          const spec = specOf([features]);
          const bias = sample('bias', own ? [tasks, features] : [features]);
          const x = sample('x', [tasks, tasks, features]);
          const loop = tf
            .unstack(x)
            .map((one, task) => tf.add(one, own ? (tf.unstack(bias)[task] as tf.Tensor) : bias));
          expectTreesEqual(tf.add(x, align(bias, spec, 3)), tf.stack(loop));
        },
      ),
    );
  });

  it('puts the axes between the tasks and the leaf', () => {
    expect(align(tf.zeros([5]), specOf([5]), 4).shape).toEqual([1, 1, 1, 5]);
    expect(align(tf.zeros([2, 5]), specOf([5]), 4).shape).toEqual([2, 1, 1, 5]);
    expect(align(tf.zeros([2, 3, 5]), specOf([3, 5]), 3).shape).toEqual([2, 3, 5]);
    expect(align(tf.zeros([2]), specOf([]), 3).shape).toEqual([2, 1, 1]);
  });
});

describe('spread', () => {
  it('gives every task the shared value and leaves values per task as they are', () => {
    const specs = { shared: specOf([2]), own: specOf([2]) };
    const own = sample('own', [3, 2]);
    const all = spread({ shared: tf.tensor1d([1, 2]), own }, specs, 3);
    expect(leaf(all, 'own')).toBe(own);
    expectTreesEqual(
      leaf(all, 'shared'),
      tf.tensor2d([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
    );
  });

  it('adds the gradients of the tasks up', () => {
    const specs = { w: specOf([2]) };
    const factors = sample('factors', [3, 2]);
    const f = (params: { readonly [name: string]: tf.Tensor }): tf.Tensor =>
      tf.square(tf.mul(leaf(spread(params, specs, 3), 'w'), factors));
    for (const order of [1, 2]) checkGradients(f, { w: sample('w', [2]) }, { order });
  });

  it('says which specs there are when a leaf has none', () => {
    expect(() => spread({ b: tf.zeros([1]) }, { a: specOf([1]) }, 2)).toThrow("no spec for 'b'. There are: a.");
  });
});

describe('perTaskScalar', () => {
  it('multiplies each task by its own number, also when there are as many tasks as features', () => {
    const leaves = tf.ones([3, 3]);
    const product = tf.mul(leaves, perTaskScalar(tf.tensor1d([1, 2, 3]), 2));
    expect(numbers(product)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it('leaves one number for all as it is', () => {
    expectTreesClose(tf.mul(tf.ones([2, 2]), perTaskScalar(tf.scalar(4), 2)), tf.fill([2, 2], 4));
  });
});
