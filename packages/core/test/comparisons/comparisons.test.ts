import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cosineSimilarity,
  differentiate,
  euclideanDistances,
  leaf,
  pairs,
  squaredDistances,
  useBackend,
} from '../../src/index.js';
import type { ParamTree } from '../../src/index.js';
import { contextOf, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

type Comparison = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const comparisons: readonly (readonly [string, Comparison])[] = [
  ['cosineSimilarity', cosineSimilarity],
  ['squaredDistances', squaredDistances],
  ['euclideanDistances', euclideanDistances],
];
const both = (compare: Comparison) => (at: ParamTree) => compare(leaf(at, 'a'), leaf(at, 'b'));

/** `∇(∇f · 1)`: second derivatives summed over one side. */
function derivatives(compare: Comparison, at: ParamTree): { readonly first: number[]; readonly second: number[] } {
  const slope = (params: ParamTree): tf.Tensor => {
    const { grads } = differentiate((inner) => tf.sum(both(compare)(inner)), params, contextOf());
    return tf.addN(Object.values(grads).map((grad) => tf.sum(grad)));
  };
  const first = differentiate((params) => tf.sum(both(compare)(params)), at, contextOf()).grads;
  const second = differentiate(slope, at, contextOf()).grads;
  return { first: Object.values(first).flatMap(numbers), second: Object.values(second).flatMap(numbers) };
}

describe.each(comparisons)('%s', (name, compare) => {
  it('compares every query with every row of its own task, and has right second derivatives', () => {
    const at = { a: sample('a', [3, 4], 2), b: sample('b', [2, 4], 2) };
    const whole = compare(at.a, at.b);
    expect(whole.shape).toEqual([2, 3, 2]);
    const one = compare(tf.slice(at.a, [1, 2, 0], [1, 1, 4]), tf.slice(at.b, [1, 0, 0], [1, 1, 4]));
    expectTreesClose(one, tf.slice(whole, [1, 2, 0], [1, 1, 1]));
    expectTreesClose(compare(at.b, at.a), tf.transpose(whole, [0, 2, 1]));
    checkGradients((params) => tf.square(both(compare)(params)), at, { order: 2, directions: 1, tolerance: 3e-2 });
  });

  it.each([
    ['one vector', tf.zeros, tf.ones],
    ['both', tf.zeros, tf.zeros],
  ] as const)('is finite to second order where %s is zero', (_which, a, b) => {
    const { first, second } = derivatives(compare, { a: a([1, 1, 3]), b: b([1, 2, 3]) });
    expect([...first, ...second].every(Number.isFinite)).toBe(true);
  });

  it('refuses vectors of other lengths or tasks', () => {
    expect(() => compare(tf.zeros([1, 2, 3]), tf.zeros([1, 2, 4]))).toThrow(
      `${name}: expected [tasks, Q, d] and [tasks, N, d]`,
    );
    expect(() => compare(tf.zeros([1, 2, 3]), tf.zeros([2, 2, 3]))).toThrow(`${name}: expected`);
  });
});

describe('cosineSimilarity', () => {
  it('is the cosine, in [−1, 1] whatever the lengths', () => {
    const [a, b] = [tf.tensor3d([[[3, 0], [0, -1e6]]]), tf.tensor3d([[[1, 1], [0, 2]]])]; // prettier-ignore
    const expected = tf.tensor3d([[[Math.SQRT1_2, 0], [-Math.SQRT1_2, -1]]]); // prettier-ignore
    expectTreesClose(cosineSimilarity(a, b), expected);
    const x = sample('x', [20, 7], 2);
    expect(Math.max(...numbers(tf.abs(cosineSimilarity(x, x))))).toBeLessThan(1 + 1e-6);
  });

  it('has the slope 1e4 times the other direction at zero', () => {
    const f = (at: ParamTree): tf.Tensor => cosineSimilarity(leaf(at, 'a'), tf.tensor3d([[[0, 5]]]));
    const { value, grads } = differentiate((at) => tf.sum(f(at)), { a: tf.zeros([1, 1, 2]) }, contextOf());
    expect(numbers(value)).toEqual([0]);
    expectTreesClose(leaf(grads, 'a'), tf.tensor3d([[[0, 1e4]]]));
  });
});

describe('distances', () => {
  it('keep small distances far from the origin, and are roots of squares', () => {
    const [a, b] = [tf.tensor3d([[[4096, 0]]]), tf.tensor3d([[[4096.5, 0], [4099, 4]]])]; // prettier-ignore
    expect(numbers(squaredDistances(a, b))).toEqual([0.25, 25]);
    expect(numbers(euclideanDistances(a, b))).toEqual([0.5, 5]);
  });

  it('have slope 0 where points are equal', () => {
    const at = { a: tf.ones([1, 1, 3]), b: tf.ones([1, 1, 3]) };
    expect(derivatives(euclideanDistances, at).first.every((slope) => slope === 0)).toBe(true);
  });
});

describe('pairs', () => {
  it('puts each example beside each, of vectors and of feature maps', () => {
    const [a, b] = [tf.tensor3d([[[1], [2]]]), tf.tensor3d([[[7, 8], [9, 10], [11, 12]]])]; // prettier-ignore
    expect(pairs(a, b).shape).toEqual([1, 2, 3, 3]);
    expect(numbers(pairs(a, b))).toEqual([1, 7, 8, 1, 9, 10, 1, 11, 12, 2, 7, 8, 2, 9, 10, 2, 11, 12]);
    const [x, y] = [sample('x', [2, 3, 2, 4], 2), sample('y', [5, 3, 2, 4], 2)];
    const maps = pairs(x, y);
    expect(maps.shape).toEqual([2, 2, 5, 3, 2, 8]);
    const pair = tf.reshape(tf.slice(maps, [1, 1, 3, 0, 0, 0], [1, 1, 1, 3, 2, 8]), [3, 2, 8]);
    const of = (t: tf.Tensor, n: number): tf.Tensor =>
      tf.reshape(tf.slice(t, [1, n, 0, 0, 0], [1, 1, 3, 2, 4]), [3, 2, 4]);
    expect(numbers(pair)).toEqual(numbers(tf.concat([of(x, 1), of(y, 3)], 2)));
  });

  it('has right second derivatives by both', () => {
    const f = (at: ParamTree): tf.Tensor => tf.exp(tf.sum(pairs(leaf(at, 'a'), leaf(at, 'b')), -1));
    checkGradients(
      f,
      { a: sample('a', [2, 2], 1), b: sample('b', [3, 2], 1) },
      { order: 2, directions: 1, tolerance: 3e-2 },
    );
  });

  it('refuses other tasks, places or ranks', () => {
    const a = tf.zeros([1, 2, 3, 3, 4]);
    for (const b of [tf.zeros([2, 2, 3, 3, 4]), tf.zeros([1, 2, 2, 3, 4]), tf.zeros([1, 2, 4])]) {
      expect(() => pairs(a, b)).toThrow('pairs: expected');
    }
  });
});
