import '@tensorflow/tfjs-backend-cpu';
import { leaf, pick, useBackend } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, relativeError } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, clipByNorm, groups, metaSgd, momentum, sgd } from '../../src/index.js';
import { follow } from '../support/follow.js';
import { drawn, once, specsOf } from '../support/once.js';
import { byStart, episodeOf, learnerOf, outcomeOf, overTasks } from '../support/tasks.js';

beforeAll(() => useBackend('cpu'));

const layers = specsOf({ 'body/kernel': [2], 'body/bias': [2], 'head/kernel': [2], scale: [] });
const shapesOf = (rule: UpdateRule): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(rule.specs(layers)).map(([name, { shape }]) => [name, shape]));

describe('groups', () => {
  it.each([
    ['sgd', sgd(0.1)],
    ['momentum', momentum({ learningRate: 0.1 })],
    ['adam', adam(0.1)],
  ] as const)(
    'leave a leaf of factor 0 where it is, bit for bit, and move the others as %s does',
    (_, rule: UpdateRule) => {
      for (const tasks of [undefined, 3]) {
        const shape = tasks === undefined ? {} : { tasks };
        const frozen = follow(groups({ kernel: 0 })(rule), { steps: 4, ...shape });
        const plain = follow(rule, { steps: 4, ...shape });
        expectTreesEqual(leaf(frozen[4] ?? {}, 'kernel'), leaf(plain[0] ?? {}, 'kernel'));
        expectTreesEqual(leaf(frozen[4] ?? {}, 'bias'), leaf(plain[4] ?? {}, 'bias'));
      }
    },
  );

  it('give back a tensor of its own for a leaf that does not move', () => {
    const params = drawn(layers, 'params');
    const { 'head/kernel': still } = once(groups({ 'head/': 0 })(sgd(0.1)), { specs: layers, params, grads: params });
    leaf(params, 'head/kernel').dispose();
    expect(still?.dataSync()).toHaveLength(2);
  });

  it('scale how far leaves move by the longest beginning that fits', () => {
    tf.tidy(() => {
      const [params, grads] = [drawn(layers, 'params', 3), drawn(layers, 'grads', 3)];
      const rule = groups({ 'body/': 0.5, 'body/bias': 2, 'head/': 1 });
      const moved = once(rule(sgd(0.1)), { specs: layers, params, grads });
      const rates = { 'body/kernel': 0.05, 'body/bias': 0.2, 'head/kernel': 0.1, scale: 0.1 };
      const expected = Object.fromEntries(
        Object.entries(rates).map(([name, rate]) => [
          name,
          tf.sub(leaf(params, name), tf.mul(leaf(grads, name), rate)),
        ]),
      );
      expectTreesClose(moved, expected, { tolerance: 1e-6 });
    });
  });

  it('keep frozen leaves from the rule: it learns nothing for them, and its norm is that of the others', () => {
    const frozen = groups({ 'body/': 0 });
    expect(shapesOf(frozen(metaSgd()))).toEqual({ 'head/kernel': [2], scale: [] });
    tf.tidy(() => {
      const [params, grads] = [drawn(layers, 'params', 2), drawn(layers, 'grads', 2)];
      const clip = clipByNorm(0.5)(sgd(1));
      const seen = <T>(tree: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
        pick(tree, (name) => !name.startsWith('body/'));
      const alone = once(clip, { specs: seen(layers), params: seen(params), grads: seen(grads) });
      expectTreesEqual(seen(once(frozen(clip), { specs: layers, params, grads })), alone);
    });
  });

  it('that let the head alone adapt have the meta-gradient of metaSgd with rates of zero elsewhere: that of ANIL', () => {
    overTasks(({ episode, rate, steps }) => {
      const masked = outcomeOf(learnerOf(groups({ '': 0, 'head/': 1 })(sgd(rate)), steps), episode);
      const rates: ParamTree = { 'rule/hidden/kernel': tf.zeros([2, 3]), 'rule/hidden/bias': tf.zeros([3]) };
      const zero = outcomeOf(learnerOf(metaSgd({ rate }), steps), episode, rates);
      expectTreesClose(masked.adapted, zero.adapted, { tolerance: 1e-6 });
      expectTreesClose(byStart(masked), byStart(zero));
    });
  });

  it('keep the cross-term: the frozen body still learns how the head will adapt', () => {
    tf.tidy(() => {
      const episode = episodeOf(2, 4);
      const exact = byStart(outcomeOf(learnerOf(groups({ 'hidden/': 0 })(sgd(0.1)), 2), episode));
      const unadapted = byStart(outcomeOf(learnerOf(sgd(0.1), 0), episode));
      const of = (tree: ParamTree): ParamTree => pick(tree, (name) => name.startsWith('hidden/'));
      expect(relativeError(of(exact), of(unadapted))).toBeGreaterThan(1e-2);
    });
  });
});

describe('learned groups', () => {
  it('learn a factor a group that moves, and what the rule learns stands below rule/', () => {
    const rule = groups({ 'head/': 0.5, 'body/': 2, scale: 0 }, { learned: true })(metaSgd());
    expect(shapesOf(rule)).toEqual({
      factors: [2],
      'rule/body/kernel': [2],
      'rule/body/bias': [2],
      'rule/head/kernel': [2],
    });
  });

  it('equal constant ones at their first values', () => {
    tf.tidy(() => {
      const step = { specs: layers, params: drawn(layers, 'params', 3), grads: drawn(layers, 'grads', 3) };
      const factors = { 'head/': 0.5, 'body/': 2, scale: 0 };
      for (const rule of [sgd(0.1), metaSgd({ rate: 0.1 })]) {
        const [learned, constant] = [groups(factors, { learned: true })(rule), groups(factors)(rule)];
        expectTreesEqual(once(learned, step), once(constant, step));
      }
    });
  });

  it('take each factor for its own leaves, in the order of their beginnings', () => {
    tf.tidy(() => {
      const [params, grads] = [drawn(layers, 'params', 3), drawn(layers, 'grads', 3)];
      const rule = groups({ 'head/': 1, 'body/': 1 }, { learned: true })(sgd(0.1));
      const moved = once(rule, { specs: layers, params, grads, own: { factors: tf.tensor1d([3, 0.5]) } });
      const expected = once(groups({ 'body/': 3, 'head/': 0.5 })(sgd(0.1)), { specs: layers, params, grads });
      expectTreesClose(moved, expected, { tolerance: 1e-6 });
    });
  });
});
