import '@tensorflow/tfjs-backend-cpu';
import { initialize, mapParams, meanSquaredError, mlp, pick, scope, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, MetaGradient, ParamTree, UpdateRule } from '@innerloop/core';
import { learnedOptimizer, lstm, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { expectTreesClose, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
const learner = (rule: UpdateRule, steps: number): AnyLearner => maml({ model, rule, loss: meanSquaredError, steps });
const episode = () => regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 4, queries: 5 }, seed(9));

function gradientOf(of: AnyLearner, how: MetaGradient, params: ParamTree): ParamTree {
  const own = pick(params, (name) => name in of.specs);
  return how.estimate({ learner: of, params: own, episode: episode(), key: seed(1) }).grads;
}

const ofModel = (tree: ParamTree): ParamTree => scope(tree, 'model');
const rates = fc.double({ min: 0.01, max: 0.3, noNaN: true });

describe('maml with learnedOptimizer as the linear −α g', () => {
  it.each([1, 3])(
    'has the meta-gradients of MAML after %i steps where gradients are differentiated [row 30]',
    (steps) => {
      fc.assert(
        fc.property(rates, (rate) =>
          tf.tidy(() => {
            const scale = 0.05;
            const rule = learnedOptimizer({ hidden: [], preprocessing: 'none', scale, secondDerivatives: true });
            const learned = learner(rule, steps);
            const params = {
              ...initialize(learned.specs, seed(2)),
              'rule/output/kernel': tf.fill([1, 1], -rate / scale),
              'rule/output/bias': tf.zeros([1]),
            };
            for (const how of [exact(), firstOrder()]) {
              const plain = gradientOf(learner(sgd(rate), steps), how, params);
              expectTreesClose(ofModel(gradientOf(learned, how, params)), ofModel(plain), { tolerance: 1e-5 });
            }
          }),
        ),
        { numRuns: 4 },
      );
    },
  );
});

describe('maml with lstm', () => {
  const gates = (params: ParamTree, forget: number, input: number): ParamTree =>
    mapParams(params, (tensor, name) => {
      if (name === 'rule/forget/bias') return tf.fill([1], forget);
      if (name === 'rule/input/bias') return tf.fill([1], input);
      return name.startsWith('rule/') ? tf.zerosLike(tensor) : tensor;
    });

  it('has the first-order gradient of MAML, and not the exact one, where it is gradient descent [row 27]', () => {
    fc.assert(
      fc.property(rates, (rate) =>
        tf.tidy(() => {
          const gated = learner(lstm({ units: 4 }), 3);
          const params = gates(initialize(gated.specs, seed(2)), 40, Math.log(rate / (1 - rate)));
          const [whole, first] = [exact(), firstOrder()].map((how) =>
            ofModel(gradientOf(learner(sgd(rate), 3), how, params)),
          );
          const found = ofModel(gradientOf(gated, exact(), params));
          expectTreesClose(found, first ?? {}, { tolerance: 1e-5 });
          expect(relativeError(found, whole ?? {})).toBeGreaterThan(1e-3);
        }),
      ),
      { numRuns: 4 },
    );
  });

  it('has the same meta-gradient exactly and to first order, by all that is learned', () => {
    tf.tidy(() => {
      const of = learner(lstm({ units: 4 }), 3);
      const params = initialize(of.specs, seed(2));
      expectTreesClose(gradientOf(of, exact(), params), gradientOf(of, firstOrder(), params), { tolerance: 1e-6 });
    });
  });
});
