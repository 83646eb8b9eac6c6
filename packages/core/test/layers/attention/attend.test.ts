import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attend, differentiate, leaf, useBackend } from '../../../src/index.js';
import type { ParamTree } from '../../../src/index.js';
import { contextOf, numbers, sample } from '../../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const examples = (q = 3, k = 3) => ({
  queries: sample('queries', [q, 4], 2),
  keys: sample('keys', [k, 4], 2),
  values: sample('values', [k, 2], 2),
});

describe('attend', () => {
  it('weighs values by softmax over keys of q · k / √d, by hand', () => {
    const [queries, keys] = [tf.tensor3d([[[2, 0, 0, 0]]]), tf.tensor3d([[[1, 0, 0, 0], [0, 1, 0, 0]]])]; // prettier-ignore
    const weight = Math.E / (Math.E + 1);
    expect(numbers(attend(queries, keys, tf.tensor3d([[[1], [0]]])))[0]).toBeCloseTo(weight, 6);
    const sharper = Math.exp(6) / (Math.exp(6) + 1);
    expect(numbers(attend(queries, keys, tf.tensor3d([[[1], [0]]]), { scale: 3 }))[0]).toBeCloseTo(sharper, 6);
  });

  it('does not mind the order of keys with their values, and moves with that of queries', () => {
    tf.tidy(() => {
      const { queries, keys, values } = examples(3, 5);
      const whole = attend(queries, keys, values);
      const order = [3, 0, 4, 1, 2];
      expectTreesClose(attend(queries, tf.gather(keys, order, 1), tf.gather(values, order, 1)), whole);
      expectTreesClose(attend(tf.gather(queries, [2, 0, 1], 1), keys, values), tf.gather(whole, [2, 0, 1], 1));
    });
  });

  it('with some keys masked is attention to the others, whatever stands behind the mask', () => {
    tf.tidy(() => {
      const { queries, keys, values } = examples(3, 5);
      const kept = [0, 2, 3];
      const row = tf.tensor1d([1, 0, 1, 1, 0]);
      const others = attend(queries, tf.gather(keys, kept, 1), tf.gather(values, kept, 1));
      const loud = tf.mul(keys, tf.reshape(tf.tensor1d([1, 1e4, 1, 1, 1e4]), [1, 5, 1]));
      for (const mask of [tf.tile(tf.reshape(row, [1, 5]), [3, 1]), tf.tile(tf.reshape(row, [1, 1, 5]), [2, 3, 1])]) {
        expectTreesClose(attend(queries, loud, values, { mask }), others);
        expectTreesClose(attend(queries, keys, values, { mask: tf.cast(mask, 'bool') }), others);
      }
    });
  });

  it('is causal: no query knows of a later key or value, and the last knows of all', () => {
    tf.tidy(() => {
      const { queries, keys, values } = examples();
      for (let query = 0; query < 3; query++) {
        const f = (at: ParamTree): tf.Tensor =>
          tf.sum(
            tf.slice(
              attend(queries, leaf(at, 'keys'), leaf(at, 'values'), { mask: 'causal' }),
              [0, query, 0],
              [-1, 1, -1],
            ),
          );
        const { grads } = differentiate(f, { keys, values }, contextOf());
        for (let key = 0; key < 3; key++) {
          const slope = (name: string): number =>
            numbers(tf.max(tf.abs(tf.slice(leaf(grads, name), [0, key, 0], [-1, 1, -1]))))[0] as number;
          if (key > query) expect([slope('keys'), slope('values')]).toEqual([0, 0]);
          else expect(slope('values')).toBeGreaterThan(1e-4);
          if (key <= query && query > 0) expect(slope('keys')).toBeGreaterThan(1e-5);
        }
      }
    });
  });

  it('has right second derivatives, masked or not', () => {
    const f = (mask?: 'causal') => (at: ParamTree) =>
      tf.square(attend(leaf(at, 'queries'), leaf(at, 'keys'), leaf(at, 'values'), mask === undefined ? {} : { mask }));
    checkGradients(f(), examples(2, 3), { order: 2, directions: 1, tolerance: 3e-2 });
    checkGradients(f('causal'), examples(), { order: 2, directions: 1, tolerance: 3e-2 });
  });

  it('gives zeros to a query that may look at no key, without a slope', () => {
    tf.tidy(() => {
      const { queries, keys, values } = examples(2, 3);
      const mask = tf.tensor2d([[0, 0, 0], [1, 1, 0]]); // prettier-ignore
      const f = (at: ParamTree): tf.Tensor =>
        tf.sum(
          tf.slice(attend(leaf(at, 'queries'), leaf(at, 'keys'), leaf(at, 'values'), { mask }), [0, 0, 0], [-1, 1, -1]),
        );
      const { value, grads } = differentiate(f, { queries, keys, values }, contextOf());
      const all = [value, ...Object.values(grads)].flatMap(numbers);
      expect(all.every((number) => number === 0)).toBe(true);
    });
  });

  it('gives zeros where there are no keys', () => {
    const found = attend(tf.ones([1, 2, 4]), tf.zeros([1, 0, 4]), tf.zeros([1, 0, 3]));
    expect(found.shape).toEqual([1, 2, 3]);
    expect(numbers(tf.sum(tf.abs(found)))).toEqual([0]);
  });

  it('refuses shapes that do not match', () => {
    const { queries, keys, values } = examples(2, 3);
    expect(() => attend(queries, keys, sample('other', [4, 2], 2))).toThrow('attend: expected queries [tasks, Q, d]');
    expect(() => attend(queries, keys, values, { mask: 'causal' })).toThrow(
      'needs as many queries as keys, got 2 and 3',
    );
    expect(() => attend(queries, keys, values, { mask: tf.ones([3, 2]) })).toThrow('expected a mask of shape [2, 3]');
  });
});
