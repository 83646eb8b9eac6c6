import '@tensorflow/tfjs-backend-cpu';
import { leaf, mapParams, stopTree, useBackend } from '@innerloop/core';
import type { Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { referenceMomentum, referenceRule, updateRuleChecks } from '../../src/index.js';
import { brokenClaims, expectBroken } from '../support/broken.js';

beforeAll(() => useBackend('cpu'));

const whole = referenceRule(0.1);
const momentum = referenceMomentum(0.1);
const expects = (update: typeof whole.update, words: string): Promise<void> =>
  expectBroken(updateRuleChecks({ ...whole, update }), words);

describe('updateRuleChecks', () => {
  it('finds nothing wrong with rules that are right', async () => {
    expect(await brokenClaims(updateRuleChecks(whole))).toEqual([]);
    expect(await brokenClaims(updateRuleChecks(momentum))).toEqual([]);
  });

  it('finds a number a task that is broadcast by the backend, though it is silent where tasks equal another axis', () =>
    expects(({ params, grads, loss, state }) => {
      // [T] times [T, …, T] scales columns by other tasks' losses
      const rate = tf.mul(tf.div(loss, tf.add(loss, 1)), 0.1);
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(rate, leaf(grads, name)))), state };
    }, 'a batch of tasks as it moves each'));

  it('finds tasks that are mixed', () =>
    expects(({ params, grads, state }) => {
      const mean = mapParams(grads, (grad) => tf.mean(grad, 0, true));
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(mean, name), 0.1))), state };
    }, 'a batch of tasks as it moves each'));

  it('finds a rule whose outer step differs from its inner one', () =>
    expects(
      (step) =>
        whole.update({
          ...step,
          grads: mapParams(step.grads, (grad) => tf.mul(grad, step.index === undefined ? 2 : 1)),
        }),
      'outer optimizer',
    ));

  it('finds the second-order path cut', () =>
    expects((step) => whole.update({ ...step, grads: stopTree(step.grads) }), 'is differentiable by where it starts'));

  it('finds a learned rate that is not learned', () =>
    expects((step) => whole.update({ ...step, rule: stopTree(step.rule) }), 'is differentiable by where it starts'));

  it('finds a step that goes up', () =>
    expects(
      (step) => whole.update({ ...step, grads: mapParams(step.grads, (grad) => tf.neg(grad)) }),
      'lowers a quadratic',
    ));

  it('finds a rule that does nothing', () => expects(({ params, state }) => ({ params, state }), 'lowers a quadratic'));

  it('finds a division by a gradient of zero', () =>
    expects(
      (step) => whole.update({ ...step, grads: mapParams(step.grads, (g) => tf.div(g, tf.abs(g))) }),
      'stays finite at gradients of zero',
    ));

  it('finds a root whose derivative at zero is infinite', () =>
    expects(
      (step) =>
        whole.update({ ...step, grads: mapParams(step.grads, (g) => tf.div(g, tf.add(tf.sqrt(tf.abs(g)), 0.1))) }),
      'stays finite at gradients of zero',
    ));

  it('finds parameters that are disposed of', () =>
    expects((step) => {
      const moved = whole.update(step);
      Object.values(step.params).forEach((tensor) => tensor.dispose());
      return moved;
    }, 'leaves its arguments as they are'));

  it('finds a tensor that is kept', () =>
    expects((step) => {
      tf.keep(tf.scalar(1));
      return whole.update(step);
    }, 'leaves no tensor behind'));

  it('finds a rule that counts outside of its state', () => {
    let steps = 0;
    return expects(
      (step) => whole.update({ ...step, grads: mapParams(step.grads, (grad) => tf.div(grad, 1 + steps++)) }),
      'same bits twice',
    );
  });

  it('finds a state that grows', () => {
    const rule: UpdateRule = {
      ...momentum,
      update: (step) => {
        const moved = momentum.update(step as Parameters<typeof momentum.update>[0]);
        return { ...moved, state: { ...(step.state as Record<string, Tree>), ...moved.state, count: tf.scalar(1) } };
      },
    };
    return expectBroken(updateRuleChecks(rule), 'keeps a state of the same names');
  });

  it('finds a velocity that all tasks share', () => {
    const rule: typeof momentum = {
      ...momentum,
      update: (step) =>
        momentum.update({
          ...step,
          state: { velocity: mapParams(step.state.velocity, (v) => tf.mul(tf.mean(v, 0, true), tf.onesLike(v))) },
        }),
    };
    return expectBroken(updateRuleChecks(rule), 'a batch of tasks as it moves each');
  });
});
