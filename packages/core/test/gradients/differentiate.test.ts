import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectNoLeaks, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiate, forward, leaf, observe, tidy, useBackend, within } from '../../src/index.js';
import type { Context, ParamTree } from '../../src/index.js';
import { contextOf, key, numbers, sample } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const gradientOf = (f: (params: ParamTree) => Tensor, at: ParamTree): ParamTree =>
  differentiate(f, at, contextOf()).grads;
const power =
  (n: number) =>
  (params: ParamTree): Tensor => {
    let value = leaf(params, 'x');
    for (let i = 1; i < n; i++) value = tf.mul(value, leaf(params, 'x'));
    return value;
  };

describe('differentiate', () => {
  it('gives the value of a tensor of any shape and the gradient of the sum over its entries', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const { value, grads } = differentiate(({ x: at }) => tf.square(at as Tensor), { x }, contextOf());
    expectTreesClose(value, tf.tensor1d([1, 4, 9]));
    expectTreesClose(grads, { x: tf.tensor1d([2, 4, 6]) });
  });

  it('nests to any order: the derivatives of a power are its closed forms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (n, order, x) => {
          let f = power(n);
          for (let i = 0; i < order; i++) {
            const inner = f;
            f = (params) => leaf(gradientOf(inner, params), 'x');
          }
          const factor = Array.from({ length: order }, (_, i) => n - i).reduce((product, entry) => product * entry, 1);
          const expected = order > n ? 0 : factor * x ** (n - order);
          tf.tidy(() => expectTreesClose(f({ x: tf.scalar(x) }), tf.scalar(expected)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives leaves that the value does not depend on gradient zero, in their shape', () => {
    const { grads } = differentiate(
      ({ a }) => tf.square(a as Tensor),
      { a: tf.scalar(3), b: tf.ones([2, 2]) },
      contextOf(),
    );
    expectTreesClose(grads, { a: tf.scalar(6), b: tf.zeros([2, 2]) });
    expectTreesClose(
      gradientOf(() => tf.scalar(1), { a: tf.scalar(3) }),
      { a: tf.scalar(0) },
    );
  });

  it('gives the value of a function without parameters', () => {
    const { value, grads } = differentiate(() => tf.scalar(3), {}, contextOf());
    expect([value.dataSync()[0], grads]).toEqual([3, {}]);
  });

  it('differentiates a value that is a leaf itself', () => {
    expectTreesClose(
      gradientOf(({ a }) => a as Tensor, { a: tf.ones([2]) }),
      { a: tf.ones([2]) },
    );
  });

  it('differentiates through an inner gradient step, by start and by rate', () => {
    const meta = ({ start, rate }: ParamTree): Tensor => {
      const loss = ({ p }: ParamTree): Tensor => tf.sum(tf.tanh(tf.square(p as Tensor)));
      const { p } = gradientOf(loss, { p: start as Tensor });
      return loss({ p: tf.sub(start as Tensor, tf.mul(rate as Tensor, p as Tensor)) });
    };
    const at = { start: sample('start', [3]), rate: tf.tensor1d([0.1, 0.2, 0.3]) };
    for (const order of [1, 2]) checkGradients(meta, at, { order });
  });

  it('hands reports out, alive, and keeps them from the context that it was called in', () => {
    const heard: string[] = [];
    const { reported } = differentiate(
      ({ a }, context) => {
        context.report?.('mean', tf.mul(a as Tensor, 1));
        context.report?.('mean', tf.mul(a as Tensor, 5));
        return a as Tensor;
      },
      { a: tf.scalar(2) },
      contextOf({ report: (name) => heard.push(name) }),
    );
    expect(numbers(leaf(reported, 'mean'))).toEqual([10]);
    expect(heard).toEqual([]);
  });

  it('keeps reports in the graph of a surrounding gradient, values that reach the outer loss by them alone', () => {
    const f = ({ a }: ParamTree): Tensor => {
      const { reported } = differentiate(
        ({ p }, context) => {
          context.report?.('statistic', tf.mul(tf.square(a as Tensor), p as Tensor));
          return tf.square(p as Tensor);
        },
        { p: tf.scalar(3) },
        contextOf(),
      );
      return tf.tanh(leaf(reported, 'statistic'));
    };
    for (const order of [1, 2]) checkGradients(f, { a: tf.scalar(0.4) }, { order, step: 3e-3 });
    expectTreesClose(gradientOf(f, { a: tf.scalar(0) }), { a: tf.scalar(0) });
  });

  it('hands the context on, but for report', () => {
    const context = contextOf({ mode: 'test', order: 'first', step: 4, pass: 'query' });
    differentiate(
      ({ a }, inner: Context) => {
        expect(inner).toMatchObject({ mode: 'test', order: 'first', step: 4, pass: 'query', key });
        return a as Tensor;
      },
      { a: tf.scalar(1) },
      context,
    );
  });

  it('leaves no tensor behind in a tidy, nor when the function throws after a report', async () => {
    const a = tf.scalar(1);
    const f = (params: ParamTree, context: Context): Tensor => {
      context.report?.('r', tf.square(leaf(params, 'a')));
      return tf.exp(leaf(params, 'a'));
    };
    await expectNoLeaks(() => tidy(() => differentiate(f, { a }, contextOf())));
    const failing = (params: ParamTree, context: Context): Tensor => {
      f(params, context);
      throw new Error('no');
    };
    await expectNoLeaks(() => {
      expect(() => tf.tidy(() => differentiate(failing, { a }, contextOf()).value)).toThrow('no');
      return [];
    });
    a.dispose();
  });
});

describe('within', () => {
  it('folds the key by the part and prefixes its reports', () => {
    const heard: string[] = [];
    const inner = within(within(contextOf({ step: 2, report: (name) => heard.push(name) }), 'model'), 'norm');
    inner.report?.('mean', tf.scalar(1));
    expect(heard).toEqual(['model/norm/mean']);
    expect(inner.step).toBe(2);
    expect(numbers(inner.key.draw('normal', [3]))).toEqual(numbers(key.fold('model').fold('norm').draw('normal', [3])));
  });

  it('does not begin to listen where nobody did', () => {
    expect('report' in within(contextOf(), 'model')).toBe(false);
  });
});

describe('observe and forward', () => {
  it('collects the last report of each leaf without letting it through', () => {
    const heard: string[] = [];
    const { value, reported } = observe(
      (context) => {
        context.report?.('a', tf.scalar(1));
        context.report?.('b', tf.scalar(2));
        context.report?.('a', tf.scalar(3));
        return tf.scalar(4);
      },
      contextOf({ report: (name) => heard.push(name) }),
    );
    expect([numbers(value), Object.keys(reported), numbers(leaf(reported, 'a')), heard]).toEqual([
      [4],
      ['a', 'b'],
      [3],
      [],
    ]);
  });

  it('forwards reports to a context that listens, and to none otherwise', () => {
    const heard: string[] = [];
    forward({ a: tf.scalar(1), b: tf.scalar(2) }, contextOf({ report: (name) => heard.push(name) }));
    expect(heard).toEqual(['a', 'b']);
    expect(() => forward({ a: tf.scalar(1) }, contextOf())).not.toThrow();
  });
});
