import '@tensorflow/tfjs-backend-cpu';
import { InvalidOptionError, leaf, useBackend } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lslr, sgd } from '../../src/index.js';
import { context } from '../support/follow.js';
import { drawn, once, specsOf } from '../support/once.js';
import { byStart, episodeOf, learnerOf, outcomeOf, overTasks } from '../support/tasks.js';

beforeAll(() => useBackend('cpu'));

describe('lslr', () => {
  it('equals sgd when every rate is the same: bit for bit in what it adapts to, and in the gradient by the start', () => {
    overTasks(({ episode, rate, steps }) => {
      const [learned, constant] = [lslr({ steps, rate }), sgd(rate)].map((rule) =>
        outcomeOf(learnerOf(rule, steps), episode),
      );
      expectTreesEqual(learned?.adapted ?? {}, constant?.adapted ?? {});
      expectTreesClose(byStart(learned ?? { grads: {} }), byStart(constant ?? { grads: {} }));
    });
  });

  it('freezes a leaf whose rates are zero, bit for bit, and no other', () => {
    tf.tidy(() => {
      const learner = learnerOf(lslr({ steps: 3, rate: 0.1 }), 3);
      const episode = episodeOf(2, 4);
      const { adapted } = outcomeOf(learner, episode, { 'rule/head/kernel': tf.zeros([3]) });
      const start = outcomeOf(learnerOf(sgd(0.1), 0), episode).adapted;
      expectTreesEqual(leaf(adapted, 'model/head/kernel'), leaf(start, 'model/head/kernel'));
      expect(() => expectTreesEqual(leaf(adapted, 'model/head/bias'), leaf(start, 'model/head/bias'))).toThrow();
      expect(() =>
        expectTreesEqual(leaf(adapted, 'model/hidden/kernel'), leaf(start, 'model/hidden/kernel')),
      ).toThrow();
    });
  });

  const specs = specsOf({ w: [2], b: [] });

  it('takes the rate of each step and tensor, and beyond them the last', () => {
    tf.tidy(() => {
      const rule = lslr({ steps: 2 });
      const own = { w: tf.tensor([0.5, 0.25]), b: tf.tensor([-1, 2]) };
      const params = { w: tf.zeros([3, 2]), b: tf.zeros([3]) };
      const grads = { w: tf.ones([3, 2]), b: tf.tensor([1, 2, 4]) };
      [0, 1, 2, 7].forEach((index) => {
        const [w, b] = index === 0 ? [0.5, -1] : [0.25, 2];
        const expected = { w: tf.fill([3, 2], -w), b: tf.tensor([-b, -2 * b, -4 * b]) };
        expectTreesEqual(once(rule, { specs, params, grads, own, index }), expected);
      });
    });
  });

  it('takes rates of each task where they are per task', () => {
    tf.tidy(() => {
      const own = { w: tf.tensor([0.5, 7, 0.25, 8], [2, 2]), b: tf.tensor([1, 7, 2, 8], [2, 2]) };
      const params = { w: tf.zeros([2, 2]), b: tf.zeros([2]) };
      const grads = { w: tf.ones([2, 2]), b: tf.ones([2]) };
      const moved = once(lslr({ steps: 2 }), { specs, params, grads, own, index: 0 });
      expectTreesEqual(moved, { w: tf.tensor([-0.5, -0.5, -0.25, -0.25], [2, 2]), b: tf.tensor([-1, -2]) });
    });
  });

  it('says that it needs a place in a loop when it has none', () => {
    tf.tidy(() => {
      const rule = lslr({ steps: 2 });
      const [params, grads] = [drawn(specs, 'params'), drawn(specs, 'grads')];
      const own = { w: tf.zeros([2]), b: tf.zeros([2]) };
      const step = { specs, rule: own, params, grads, state: {}, loss: tf.scalar(0), context };
      expect(() => rule.update(step)).toThrow(InvalidOptionError);
      expect(() => rule.update(step)).toThrow(/lslr.*2 steps of an inner loop.*adam/);
    });
  });
});
