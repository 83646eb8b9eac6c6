import '@tensorflow/tfjs-backend-cpu';
import { initialize, InvalidOptionError, leaf, mapParams, pick, scope, seed, under, useBackend } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import {
  checkGradients,
  checkMetaGradient,
  expectTreesClose,
  expectTreesEqual,
  referenceMetaGradient,
} from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { alfa, lslr, sgd } from '../../src/index.js';
import { context } from '../support/follow.js';
import { drawn, once, specsOf } from '../support/once.js';
import { byStart, episodeOf, learnerOf, outcomeOf, overTasks } from '../support/tasks.js';

beforeAll(() => useBackend('cpu'));

/** A generator for four leaves that gives 1, whatever it sees. */
const one = (): ParamTree => ({ 'rule/generator/head/kernel': tf.zeros([8, 8]) });

describe('alfa', () => {
  it('equals lslr, bit for bit, and so sgd, when its generator gives 1 and nothing decays', () => {
    overTasks(({ episode, rate, steps }) => {
      const generated = outcomeOf(learnerOf(alfa({ steps, rate, decay: 0 }), steps), episode, one());
      const learned = outcomeOf(learnerOf(lslr({ steps, rate }), steps), episode);
      const constant = outcomeOf(learnerOf(sgd(rate), steps), episode);
      expectTreesEqual(generated.adapted, learned.adapted);
      expectTreesClose(byStart(generated), byStart(learned));
      expectTreesClose(scope(generated.grads, 'rule/rate'), scope(learned.grads, 'rule'));
      expectTreesEqual(generated.adapted, constant.adapted);
      expectTreesClose(byStart(generated), byStart(constant));
    });
  });

  const specs = specsOf({ kernel: [2, 3], bias: [3], scale: [] });

  it('descends L + ½ λ ‖φ‖² where the rates are α and the decays α λ', () => {
    tf.tidy(() => {
      const rule = alfa({ steps: 1, rate: 0.1, decay: 0.1 * 0.3 });
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      const own = { ...initialize(rule.specs(specs), seed(0)), 'generator/head/kernel': tf.zeros([6, 6]) };
      const expected = mapParams(params, (tensor, name) =>
        tf.sub(tensor, tf.mul(0.1, tf.add(leaf(grads, name), tf.mul(0.3, tensor)))),
      );
      expectTreesClose(once(rule, { specs, params, grads, own }), expected, { tolerance: 1e-6 });
    });
  });
});

/** One leaf; â = 1 + 0.1 φ + 0.2 g and b̂ = 1 + 0.3 φ, for positive φ and g. */
const single = specsOf({ t: [] });
const written = (): ParamTree => ({
  'generator/layer0/kernel': tf.eye(2),
  'generator/layer0/bias': tf.zeros([2]),
  'generator/head/kernel': tf.tensor([0.1, 0.3, 0.2, 0], [2, 2]),
  'generator/head/bias': tf.ones([2]),
  'rate/t': tf.tensor1d([0.1]),
  'decay/t': tf.tensor1d([0.01]),
});
const moved = (params: tf.Tensor, grads: tf.Tensor): tf.Tensor =>
  leaf(once(alfa({ steps: 1 }), { specs: single, params: { t: params }, grads: { t: grads }, own: written() }), 't');

describe('the generator of alfa', () => {
  it('makes rates and decay of the state of each task', () => {
    tf.tidy(() => {
      // at φ = 3, g = 2: (1 − 1.9 · 0.01) 3 − 1.7 · 0.1 · 2; at φ = 1, g = 4: (1 − 1.3 · 0.01) − 1.9 · 0.1 · 4
      expectTreesClose(moved(tf.tensor1d([3, 1]), tf.tensor1d([2, 4])), tf.tensor1d([2.603, 0.227]), {
        tolerance: 1e-6,
      });
      expectTreesClose(moved(tf.scalar(3), tf.scalar(2)), tf.scalar(2.603), { tolerance: 1e-6 });
    });
  });

  it('is differentiated by the parameters that it sees, not by the gradients that it sees', () => {
    tf.tidy(() => {
      const [byParams, byGrads] = tf.grads(moved)([tf.scalar(3), tf.scalar(2)]);
      // 0.981 − 3 · 0.01 · 0.3 − 0.1 · 0.1 · 2, and −â a⁰ alone
      expectTreesClose(byParams ?? tf.scalar(0), tf.scalar(0.952), { tolerance: 1e-5 });
      expectTreesClose(byGrads ?? tf.scalar(0), tf.scalar(-0.17), { tolerance: 1e-5 });
    });
  });

  it('is differentiated by all that it learns, as finite differences of a step say', () => {
    tf.tidy(() => {
      const specs = specsOf({ kernel: [2, 3], bias: [3] });
      const rule = alfa({ steps: 2, rate: 0.1, decay: 0.1 });
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      const weights = drawn(specs, 'weights', 3);
      const own = {
        ...initialize(rule.specs(specs), seed(8)),
        'generator/layer0/bias': tf.linspace(-1, 2, 4),
        'generator/head/kernel': seed(9).draw('normal', [4, 4]),
      };
      const f = (at: ParamTree): tf.Tensor => {
        const to = once(rule, { specs, params, grads, own: at, index: 1 });
        return tf.concat(Object.keys(to).map((name) => tf.reshape(tf.mul(leaf(to, name), leaf(weights, name)), [-1])));
      };
      checkGradients(f, own, { step: 2e-3 });
    });
  });

  it('leaves the meta-gradient that of the whole objective when it takes no account of gradients', () => {
    tf.tidy(() => {
      const learner = learnerOf(alfa({ steps: 2, rate: 0.1, decay: 0.1 }), 2);
      const params = initialize(learner.specs, seed(2));
      const kernel = tf.concat([seed(5).draw('normal', [4, 8]), tf.zeros([4, 8])]);
      const blind = {
        ...params,
        'model/head/bias': tf.tensor1d([0.4, 0.7]),
        'model/hidden/bias': tf.tensor1d([0.3, 0.5, 0.2]),
        'rule/generator/layer0/kernel': kernel,
        'rule/generator/layer0/bias': tf.linspace(0.8, 1.6, 8),
        'rule/generator/head/kernel': tf.mul(0.2, seed(6).draw('normal', [8, 8])),
      };
      const episode = episodeOf(2, 4);
      checkMetaGradient(learner, { episode, params: blind, metaGradient: referenceMetaGradient(), step: 2e-3 });
      const seeing = { ...blind, 'rule/generator/layer0/kernel': seed(5).draw('normal', [8, 8]) };
      expect(() =>
        checkMetaGradient(learner, { episode, params: seeing, metaGradient: referenceMetaGradient(), step: 2e-3 }),
      ).toThrow(/model/);
    });
  });

  it('starts near 1, so that the rule starts near lslr with its decay', () => {
    tf.tidy(() => {
      const specs = specsOf({ kernel: [2, 3], bias: [3] });
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      const generated = once(alfa({ steps: 1, rate: 0.1, decay: 0 }), { specs, params, grads });
      expectTreesClose(generated, once(lslr({ steps: 1, rate: 0.1 }), { specs, params, grads }), { tolerance: 0.02 });
    });
  });

  it('has the size of twice the leaves that move', () => {
    const found = alfa({ steps: 3 }).specs(specsOf({ kernel: [2, 3], bias: [3] }));
    const shapes = Object.fromEntries(Object.entries(found).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      ...under('generator/layer0', { kernel: [4, 4], bias: [4] }),
      ...under('generator/head', { kernel: [4, 4], bias: [4] }),
      ...under('rate', { kernel: [3], bias: [3] }),
      ...under('decay', { kernel: [3], bias: [3] }),
    });
  });
});

describe('alfa outside of a loop', () => {
  it('says that it needs a place in one', () => {
    tf.tidy(() => {
      const step = {
        specs: single,
        rule: written(),
        params: { t: tf.scalar(1) },
        grads: { t: tf.scalar(1) },
        state: {},
        loss: tf.scalar(0),
        context,
      };
      expect(() => alfa({ steps: 2 }).update(step)).toThrow(InvalidOptionError);
      expect(() => alfa({ steps: 2 }).update(step)).toThrow(/alfa.*2 steps of an inner loop/);
    });
  });

  it('uses its last values beyond its steps', () => {
    tf.tidy(() => {
      const rule = alfa({ steps: 2 });
      const own = { ...pick(written(), (name) => name.startsWith('generator/')) };
      const values = { ...own, 'rate/t': tf.tensor1d([0.1, 0.2]), 'decay/t': tf.tensor1d([0.01, 0.02]) };
      const at = (index: number): ParamTree =>
        once(rule, { specs: single, params: { t: tf.scalar(3) }, grads: { t: tf.scalar(2) }, own: values, index });
      expectTreesEqual(at(5), at(1));
      expect(() => expectTreesEqual(at(0), at(1))).toThrow();
    });
  });
});
