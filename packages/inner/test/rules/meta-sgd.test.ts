import '@tensorflow/tfjs-backend-cpu';
import { initialize, leaf, mapParams, pick, scope, seed, sliceTasks, useBackend } from '@innerloop/core';
import type { InnerLearner, ParamTree, UpdateRule } from '@innerloop/core';
import {
  expectTreesClose,
  expectTreesEqual,
  referenceLearner,
  referenceMetaGradient,
  referenceModel,
  regressionEpisodes,
  taskSizes,
} from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaSgd, sgd } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const model = referenceModel({ inputs: 2, hidden: 3, outputs: 2 });
const learnerOf = (rule: UpdateRule, steps: number): InnerLearner => referenceLearner({ model, rule, steps });
const context = { key: seed(1), mode: 'train', order: 'exact' } as const;
const episodes = regressionEpisodes({ inputs: 2, outputs: 2 });

describe('metaSgd', () => {
  it('equals sgd when every rate is the same, in what it adapts to and in the gradient by the initialisation', () => {
    const rates = fc.double({ min: 1e-3, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(taskSizes(), rates, fc.integer({ min: 1, max: 3 }), ({ tasks, rows }, rate, steps) =>
        tf.tidy(() => {
          const [learned, constant] = [learnerOf(metaSgd({ rate }), steps), learnerOf(sgd(rate), steps)];
          const params = initialize(learned.specs, seed(2));
          const episode = episodes({ tasks, shots: rows, queries: rows }, seed(3));
          const adapted = [learned, constant].map((learner) => learner.adapt(params, episode.support, context));
          expectTreesClose(adapted[0] ?? {}, adapted[1] ?? {});
          const grads = [learned, constant].map((learner) => {
            const own = pick(params, (name) => name in learner.specs);
            return scope(
              referenceMetaGradient().estimate({ learner, params: own, episode, key: seed(4) }).grads,
              'model',
            );
          });
          expectTreesClose(grads[0] ?? {}, grads[1] ?? {});
        }),
      ),
      { numRuns: 10 },
    );
  });

  it('has the gradient −∇L_S(θ) ∘ ∇L_Q(φ) by its rates after one step, the mean over tasks', () => {
    tf.tidy(() => {
      const learner = learnerOf(metaSgd({ rate: 0.05 }), 1);
      const params = initialize(learner.specs, seed(2));
      const tasks = 3;
      const episode = episodes({ tasks, shots: 5, queries: 2 }, seed(3));
      const slope = (adapted: ParamTree, batch: typeof episode.support): ParamTree =>
        tf.tidy(() => {
          const names = Object.keys(adapted);
          const f = (...leaves: tf.Tensor[]): tf.Scalar => {
            const at = Object.fromEntries(names.map((name, i) => [name, leaves[i] as tf.Tensor]));
            return tf.sum(learner.innerObjective(params, at, batch, context));
          };
          const grads = tf.grads(f)(Object.values(adapted));
          return Object.fromEntries(names.map((name, i) => [name, grads[i] as tf.Tensor]));
        });
      const start = learner.initial(params, episode.support, context).params;
      const end = learner.adapt(params, episode.support, context).params;
      const [support, query] = [slope(start, episode.support), slope(end, episode.query)];
      const expected = mapParams(support, (g, name) => tf.neg(tf.mean(tf.mul(g, leaf(query, name)), 0)));
      const { grads } = referenceMetaGradient().estimate({ learner, params, episode, key: seed(4) });
      expectTreesClose(scope(grads, 'rule'), scope(expected, 'model'));
    });
  });

  it('never moves a coordinate whose rate is zero', () => {
    tf.tidy(() => {
      const learner = learnerOf(metaSgd({ rate: 0.1 }), 3);
      const params = { ...initialize(learner.specs, seed(2)), 'rule/head/kernel': tf.zeros([3, 2]) };
      const episode = episodes({ tasks: 2, shots: 4, queries: 2 }, seed(3));
      const moved = learner.adapt(params, episode.support, context).params;
      const frozen = (tree: ParamTree): tf.Tensor => sliceTasks(leaf(tree, 'model/head/kernel'), 1, 1);
      expectTreesEqual(frozen(moved), frozen(learner.initial(params, episode.support, context).params));
      expect(() => expectTreesEqual(moved, learner.initial(params, episode.support, context).params)).toThrow();
    });
  });

  it('moves against the gradient where its rate is negative', () => {
    tf.tidy(() => {
      const rule = metaSgd({ rate: -0.1 });
      const specs = { w: { shape: [2], initialize: () => tf.zeros([2]) } };
      const start = { specs, rule: initialize(rule.specs(specs), seed(0)), params: { w: tf.tensor([1, 2]) }, context };
      const { params } = rule.update({ ...start, state: {}, grads: { w: tf.tensor([1, -1]) }, loss: tf.scalar(0) });
      expectTreesClose(params, { w: tf.tensor([1.1, 1.9]) });
    });
  });
});
