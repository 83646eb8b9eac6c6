import '@tensorflow/tfjs-backend-cpu';
import { initialize, InvalidOptionError, leaf, mapTree, seed, spread, useBackend } from '@innerloop/core';
import type { ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, updateRuleLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  adagrad,
  adam,
  clipByNorm,
  constant,
  groups,
  momentum,
  persistent,
  rmsprop,
  scheduled,
  sgd,
} from '../../src/index.js';
import { context, follow, specs } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('a persistent momentum', persistent(momentum({ learningRate: 0.1 })));
updateRuleLaws(
  'a persistent adam in a schedule',
  persistent(scheduled(constant(0.5))(adam({ learningRate: 0.1, beta1: 0, epsilon: 0.1 }))),
);

const gradient = (step: number, tasks?: number): ParamTree =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [
      name,
      seed(8).fold(step).fold(name).draw('normal', shape, tasks),
    ]),
  );

/** A loop of `steps` steps from given parameters, and what it reported last. */
function loop(rule: UpdateRule, at: { params: ParamTree; memory: ParamTree; from: number; steps: number }) {
  const reported: Record<string, Tensor> = {};
  const start = {
    specs,
    rule: at.memory,
    context: { ...context, report: (name: string, value: Tensor) => void (reported[name] = value) },
  };
  let params = at.params;
  let state: Tree = rule.start({ ...start, params });
  for (let step = at.from; step < at.from + at.steps; step++) {
    const grads = gradient(step, 2);
    ({ params, state } = rule.update({ ...start, params, state, grads, loss: tf.zeros([2]), index: step - at.from }));
  }
  return { params, state, reported: reported as ParamTree };
}

describe('persistent', () => {
  it.each([
    ['adam', adam({ learningRate: 0.1, beta1: 0 })],
    ['momentum, clipped', clipByNorm(1)(momentum({ learningRate: 0.1 }))],
    ['rmsprop', rmsprop(0.1)],
    ['adagrad on a group', groups({ bias: 0 })(adagrad(0.1))],
    ['adam in a schedule', scheduled((done) => tf.div(1, tf.add(done, 1)))(adam(0.1))],
  ] as readonly (readonly [string, UpdateRule])[])('makes of two loops one: %s', (_name, rule) => {
    tf.tidy(() => {
      const kept = persistent(rule);
      const params = spread({ kernel: tf.ones([2, 3]), bias: tf.zeros([3]) }, specs, 2);
      const first = loop(kept, { params, memory: initialize(kept.specs(specs), seed(0)), from: 0, steps: 3 });
      const second = loop(kept, { params: first.params, memory: first.reported, from: 3, steps: 2 });
      const whole = loop(rule, { params, memory: {}, from: 0, steps: 5 });
      expectTreesEqual(second.params, whole.params);
      expectTreesEqual(second.state, whole.state);
      const forgotten = loop(rule, { params: first.params, memory: {}, from: 3, steps: 2 });
      expect(() => expectTreesClose(forgotten.params, whole.params, { tolerance: 1e-3 })).toThrow();
    });
  });

  it('starts every task from a state that is stored for all, and keeps it in running leaves', () => {
    tf.tidy(() => {
      const rule = persistent(adam(0.1));
      const own = rule.specs(specs);
      expect(Object.keys(own).sort()).toEqual([
        'memory/correction/first',
        'memory/correction/second',
        'memory/first/bias',
        'memory/first/kernel',
        'memory/second/bias',
        'memory/second/kernel',
      ]);
      expect(Object.values(own).map(({ role }) => role)).toEqual(Object.values(own).map(() => 'running'));
      const memory = { ...initialize(own, seed(0)), 'memory/second/bias': tf.tensor1d([1, 2, 3]) };
      const params = spread({ kernel: tf.ones([2, 3]), bias: tf.zeros([3]) }, specs, 2);
      const state = rule.start({ specs, rule: memory, params, context });
      expectTreesEqual(leaf(state.second, 'bias'), tf.tensor2d([1, 2, 3, 1, 2, 3], [2, 3]));
    });
  });

  it('is the rule itself where nothing is stored yet', () => {
    const plain = adam({ learningRate: 0.1, beta1: 0 });
    const [one, other] = [follow(persistent(plain), { steps: 3 }), follow(plain, { steps: 3 })];
    expectTreesEqual(one, other);
    mapTree([one, other], (tensor) => (tensor.dispose(), tensor));
  });

  it('refuses a rule that does not say what it remembers', () => {
    expect(() => persistent(sgd(0.1))).toThrow(InvalidOptionError);
    expect(() => persistent(sgd(0.1))).toThrow("persistent: 'sgd' does not say what it remembers");
  });
});
