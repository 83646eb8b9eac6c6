import '@tensorflow/tfjs-backend-cpu';
import { initialize, InvalidOptionError, leaf, mapParams, pick, scope, seed, useBackend } from '@innerloop/core';
import type { InnerLearner, ParamTree, UpdateRule } from '@innerloop/core';
import {
  expectTreesClose,
  expectTreesEqual,
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  regressionEpisodes,
  relativeError,
  taskSizes,
  updateRuleLaws,
} from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { learnedOptimizer, sgd } from '../../src/index.js';
import type { LearnedOptimizerOptions } from '../../src/index.js';
import { context, follow, specs, stepsOf } from '../support/follow.js';

beforeAll(() => useBackend('cpu'));

const open = { preprocessing: 'none', secondDerivatives: true } as const;

updateRuleLaws('learnedOptimizer', learnedOptimizer(), { descends: false, differentiable: false });
updateRuleLaws('learnedOptimizer, differentiated', learnedOptimizer({ ...open, hidden: [4, 3], scale: 0.3 }), {
  descends: false,
});
updateRuleLaws('learnedOptimizer without hidden layers', learnedOptimizer({ ...open, hidden: [], scale: 0.5 }), {
  descends: false,
});

const model = referenceModel({ inputs: 2, hidden: 3, outputs: 2 });
const learnerOf = (rule: UpdateRule, steps: number): InnerLearner => referenceLearner({ model, rule, steps });
const episodes = regressionEpisodes({ inputs: 2, outputs: 2 });
const rates = fc.double({ min: 1e-3, max: 0.3, noNaN: true });

/** The meta-parameters of a learner whose network is the product with `−rate`. */
const linear = (learner: InnerLearner, rate: number, scale: number): ParamTree => ({
  ...initialize(learner.specs, seed(2)),
  'rule/output/kernel': tf.fill([1, 1], -rate / scale),
  'rule/output/bias': tf.zeros([1]),
});

function gradients(learner: InnerLearner, params: ParamTree, order: 'exact' | 'first', episode = task): ParamTree {
  const own = pick(params, (name) => name in learner.specs);
  return referenceMetaGradient(order).estimate({ learner, params: own, episode, key: seed(4) }).grads;
}

const task = episodes({ tasks: 2, shots: 4, queries: 3 }, seed(3));

describe('learnedOptimizer whose network is −α g', () => {
  const identity = (options: LearnedOptimizerOptions, order: 'exact' | 'first'): void =>
    fc.assert(
      fc.property(taskSizes(), rates, fc.integer({ min: 1, max: 3 }), ({ tasks, rows }, rate, steps) =>
        tf.tidy(() => {
          const episode = episodes({ tasks, shots: rows, queries: rows }, seed(3));
          const scale = 0.1;
          const learned = learnerOf(learnedOptimizer({ hidden: [], preprocessing: 'none', scale, ...options }), steps);
          const plain = learnerOf(sgd(rate), steps);
          const params = linear(learned, rate, scale);
          const adapted = [learned, plain].map((learner) => learner.adapt(params, episode.support, context));
          expectTreesClose(adapted[0] ?? {}, adapted[1] ?? {}, { tolerance: 1e-5 });
          const found = scope(gradients(learned, params, 'exact', episode), 'model');
          const expected = scope(gradients(plain, params, order, episode), 'model');
          expectTreesClose(found, expected, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 10 },
    );

  it('is MAML if it is differentiated: what it adapts to, and the gradient by the initialisation [row 30]', () => {
    identity({ secondDerivatives: true }, 'exact');
  });

  it('is first-order MAML if it is not, as in the paper', () => {
    identity({}, 'first');
  });
});

describe('learnedOptimizer', () => {
  it('reads gradients as constants unless it is told to differentiate them', () => {
    tf.tidy(() => {
      const distance = (options: LearnedOptimizerOptions): number => {
        const learner = learnerOf(learnedOptimizer({ hidden: [4], scale: 0.5, preprocessing: 'none', ...options }), 3);
        const params = initialize(learner.specs, seed(2));
        return relativeError(gradients(learner, params, 'exact'), gradients(learner, params, 'first'));
      };
      expect(distance({})).toBeLessThan(1e-6);
      expect(distance({ secondDerivatives: true })).toBeGreaterThan(1e-3);
    });
  });

  it('has the gradient ∇L_Q(φ) by the initialisation where it reads gradients as constants', () => {
    tf.tidy(() => {
      const learner = learnerOf(learnedOptimizer({ hidden: [4], scale: 0.5 }), 3);
      const params = initialize(learner.specs, seed(2));
      const end = learner.adapt(params, task.support, context).params;
      const names = Object.keys(end);
      const ahead = tf.grads((...leaves: tf.Tensor[]) => {
        const at = Object.fromEntries(names.map((name, i) => [name, leaves[i] as tf.Tensor]));
        return tf.sum(learner.objective(params, { params: at }, task.query, context));
      })(Object.values(end));
      const expected = Object.fromEntries(names.map((name, i) => [name, tf.mean(ahead[i] as tf.Tensor, 0)]));
      expectTreesClose(
        pick(gradients(learner, params, 'exact'), (name) => name in end),
        expected,
        { tolerance: 1e-5 },
      );
    });
  });

  it('does not move where its output is zero', () => {
    tf.tidy(() => {
      const learner = learnerOf(learnedOptimizer(), 3);
      const params = mapParams(initialize(learner.specs, seed(2)), (tensor, name) =>
        name.startsWith('rule/output/') ? tf.zerosLike(tensor) : tensor,
      );
      const { params: start } = learner.initial(params, task.support, context);
      expectTreesEqual(learner.adapt(params, task.support, context).params, start);
    });
  });

  it('moves each coordinate by its own gradient and memory: permuted coordinates move as before', () => {
    tf.tidy(() => {
      const rule = learnedOptimizer({ hidden: [4, 4], scale: 1 });
      const grads = (label: number): ParamTree =>
        Object.fromEntries(
          Object.entries(specs).map(([name, { shape }]) => [name, seed(label).fold(name).draw('normal', shape)]),
        );
      const turned = (tree: ParamTree): ParamTree => mapParams(tree, (tensor) => tf.reverse(tensor, [tensor.rank - 1]));
      const straight = stepsOf(follow(rule, { steps: 3, grads }));
      const reversed = stepsOf(follow(rule, { steps: 3, grads: (label) => turned(grads(label)) }));
      straight.forEach((step, i) =>
        expectTreesClose(turned(reversed[i] ?? {}), step, { tolerance: 1e-5, absolute: 1e-6 }),
      );
    });
  });

  it('remembers: the same gradient moves it differently the second time', () => {
    tf.tidy(() => {
      const same = (): ParamTree => mapParams(initialize(specs, seed(0)), (tensor) => tf.onesLike(tensor));
      const [first, second] = stepsOf(follow(learnedOptimizer({ scale: 1 }), { steps: 2, grads: same }));
      expect(relativeError(first ?? {}, second ?? {})).toBeGreaterThan(0.01);
    });
  });

  it('moves in proportion to its scale', () => {
    tf.tidy(() => {
      const [one, ten] = [0.1, 1].map((scale) => stepsOf(follow(learnedOptimizer({ scale }), { steps: 1 }))[0] ?? {});
      expectTreesClose(
        mapParams(one ?? {}, (tensor) => tf.mul(tensor, 10)),
        ten ?? {},
        { tolerance: 1e-4 },
      );
    });
  });

  it('sees gradients by size and sign, or as they are', () => {
    const inputs = (options: LearnedOptimizerOptions): number | undefined =>
      learnedOptimizer(options).specs(specs)['lstm0/kernel']?.shape[0];
    expect(inputs({ hidden: [20] })).toBe(22);
    expect(inputs({ hidden: [20], preprocessing: 'none' })).toBe(21);
    tf.tidy(() => {
      const tiny = (): ParamTree => mapParams(initialize(specs, seed(0)), (tensor) => tf.fill(tensor.shape, 1e-4));
      const huge = (): ParamTree => mapParams(tiny(), (tensor) => tf.mul(tensor, 1e7));
      const [small, large] = [tiny, huge].map(
        (grads) => stepsOf(follow(learnedOptimizer({ scale: 1 }), { steps: 1, grads }))[0],
      );
      const ratio = tf.div(tf.abs(leaf(large ?? {}, 'bias')), tf.abs(leaf(small ?? {}, 'bias')));
      expect(tf.max(ratio).dataSync()[0]).toBeLessThan(100);
    });
  });

  it.each([
    ['learnedOptimizer: hidden must be a positive integer, got 0.', () => learnedOptimizer({ hidden: [0] })],
    ['learnedOptimizer: hidden must be a list of sizes', () => learnedOptimizer({ hidden: 20 as never })],
    ['learnedOptimizer: scale must be a positive finite number, got 0.', () => learnedOptimizer({ scale: 0 })],
    [
      'learnedOptimizer: preprocessing must be a positive finite number, got NaN.',
      () => learnedOptimizer({ preprocessing: NaN }),
    ],
  ])('refuses: %s', (message, make) => {
    expect(make).toThrow(InvalidOptionError);
    expect(make).toThrow(message);
  });
});
