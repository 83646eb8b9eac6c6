import '@tensorflow/tfjs-backend-cpu';
import { initialize, leaf, mapParams, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Episode, Loss, MetaGradient, ParamTree } from '@innerloop/core';
import { metaSgd, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { checkMetaGradient, expectTreesClose, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact, firstOrder } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenEpisode, point, quadratic } from '../support/golden-quadratic.js';
import { objectiveOf, ofModel, plus } from '../support/objectives.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
const learner = (rate: number, steps: number): AnyLearner =>
  maml({ model, rule: sgd(rate), loss: meanSquaredError, steps });
const oneTask = (): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 1, shots: 5, queries: 4 }, seed(9));
const start = (of: AnyLearner): ParamTree => initialize(of.specs, seed(2));

function gradientOf(of: AnyLearner, how: MetaGradient, episode: Episode, params = start(of)): ParamTree {
  return how.estimate({ learner: of, params, episode, key: seed(1) }).grads;
}

/** The one task's losses by hand, and the path of gradient descent from θ. */
function byHand(rate: number, steps: number) {
  const { support, query } = oneTask();
  const inner = objectiveOf(model, meanSquaredError, support);
  const outer = objectiveOf(model, meanSquaredError, query);
  const path = [start(learner(rate, steps))];
  for (let step = 0; step < steps; step++) {
    const at = path[step] as ParamTree;
    path.push(plus(at, -rate, inner.gradient(at)));
  }
  return { inner, outer, path, last: path[steps] as ParamTree };
}

const rates = fc.double({ min: 0.01, max: 0.3, noNaN: true });

describe('the exact meta-gradient of maml', () => {
  it('is (I − αH) ∇L_Q(φ) after one step [row 1]', () => {
    fc.assert(
      fc.property(rates, (rate) =>
        tf.tidy(() => {
          const { inner, outer, path, last } = byHand(rate, 1);
          const v = outer.gradient(last);
          const closed = plus(v, -rate, inner.curvature(path[0] as ParamTree, v));
          expectTreesClose(gradientOf(learner(rate, 1), exact(), oneTask()), closed, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 5 },
    );
  });

  it.each([1, 2, 3, 4, 5])('equals finite differences after %i steps, of several tasks [row 2]', (steps) => {
    const episode = regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 4, queries: 5 }, seed(10));
    checkMetaGradient(learner(0.2, steps), { episode, metaGradient: exact(), directions: 1 });
  });

  it('is the backward recursion v_k = v_{k+1} − α H_k v_{k+1}, and not the product in the other order [row 3]', () => {
    tf.tidy(() => {
      const [rate, steps] = [0.3, 4];
      const { inner, outer, path, last } = byHand(rate, steps);
      const product = (points: readonly ParamTree[]): ParamTree =>
        points.reduceRight((v, at) => plus(v, -rate, inner.curvature(at, v)), outer.gradient(last));
      const found = gradientOf(learner(rate, steps), exact(), oneTask());
      expectTreesClose(found, product(path.slice(0, steps)), { tolerance: 1e-5 });
      expect(relativeError(found, product(path.slice(0, steps).reverse()))).toBeGreaterThan(1e-3);
    });
  });

  it('is ∇L_Q(θ) where the rate is 0, and so is the first-order one [row 4]', () => {
    tf.tidy(() => {
      const still = maml({ model, rule: metaSgd({ rate: 0 }), loss: meanSquaredError, steps: 3 });
      const params = start(still);
      const joint = objectiveOf(model, meanSquaredError, oneTask().query).gradient(ofModel(params));
      for (const how of [exact(), firstOrder()])
        expectTreesClose(ofModel(gradientOf(still, how, oneTask(), params)), joint, { tolerance: 1e-6 });
    });
  });

  it('is the first-order one where the inner loss is linear [row 4]', () => {
    const affine = mlp({ inputs: 2, hidden: [], outputs: 1 });
    const product: Loss = (predictions, targets) => tf.mean(tf.mul(predictions, targets), [1, 2]);
    tf.tidy(() => {
      const linear = maml({ model: affine, rule: sgd(0.3), loss: product, steps: 3 });
      const [second, first] = [exact(), firstOrder()].map((how) => gradientOf(linear, how, oneTask()));
      expectTreesClose(second ?? {}, first ?? {}, { tolerance: 1e-6 });
    });
  });

  it('is away from the first-order one by a distance that halves with the rate, whatever the task and the start [row 5]', () => {
    fc.assert(
      fc.property(fc.nat(50), (at) => {
        const distance = (rate: number): number =>
          tf.tidy(() => {
            const of = learner(rate, 1);
            const episode = regressionEpisodes({ inputs: 2 })({ tasks: 1, shots: 5, queries: 4 }, seed(at));
            const params = initialize(of.specs, seed(at));
            const whole = gradientOf(of, exact(), episode, params);
            return relativeError(gradientOf(of, firstOrder(), episode, params), whole);
          });
        expect(Math.abs(distance(0.002) / distance(0.001) - 2)).toBeLessThan(0.1);
      }),
      { numRuns: 8 },
    );
  });
});

describe('the first-order meta-gradient of maml', () => {
  it('is the gradient of the query loss at the adapted point [row 6]', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 4 }), (rate, steps) =>
        tf.tidy(() => {
          const { outer, last } = byHand(rate, steps);
          const found = gradientOf(learner(rate, steps), firstOrder(), oneTask());
          expectTreesClose(found, outer.gradient(last), { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 5 },
    );
  });
});

describe('maml with Meta-SGD', () => {
  it.each([1, 3])('has the gradients of maml by θ where all rates are its rate, after %i steps [row 10]', (steps) => {
    tf.tidy(() => {
      const episode = regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 4, queries: 5 }, seed(11));
      const ruled = maml({ model, rule: metaSgd({ rate: 0.2 }), loss: meanSquaredError, steps });
      const params = start(ruled);
      for (const how of [exact(), firstOrder()]) {
        const plain = gradientOf(learner(0.2, steps), how, episode, ofModel(params));
        expectTreesClose(ofModel(gradientOf(ruled, how, episode, params)), plain, { tolerance: 1e-5 });
      }
    });
  });

  it('has the gradient −∇L_S(θ) ∘ ∇L_Q(φ) by its rates, whatever each of them is, in either order [row 10]', () => {
    fc.assert(
      fc.property(fc.nat(99), (at) =>
        tf.tidy(() => {
          const ruled = maml({ model, rule: metaSgd({ rate: 0.2 }), loss: meanSquaredError });
          const params = mapParams(start(ruled), (tensor, name) =>
            name.startsWith('rule/') ? seed(at).fold(name).draw('uniform', tensor.shape) : tensor,
          );
          const { support, query } = oneTask();
          const inner = objectiveOf(model, meanSquaredError, support);
          const outer = objectiveOf(model, meanSquaredError, query);
          const slope = inner.gradient(ofModel(params));
          const moved = mapParams(ofModel(params), (tensor, name) =>
            tf.sub(tensor, tf.mul(leaf(params, `rule/${name}`), leaf(slope, name))),
          );
          const ahead = outer.gradient(moved);
          const closed = mapParams(slope, (g, name) => tf.neg(tf.mul(g, leaf(ahead, name))));
          for (const how of [exact(), firstOrder()]) {
            const found = gradientOf(ruled, how, oneTask(), params);
            const rated = mapParams(closed, (_, name) => leaf(found, `rule/${name}`));
            expectTreesClose(rated, closed, { tolerance: 1e-5 });
          }
        }),
      ),
      { numRuns: 10 },
    );
  });
});

describe('maml on the golden quadratic [§30b]', () => {
  it.each([
    { how: exact(), steps: 1, gradient: 12.96 },
    { how: exact(), steps: 2, gradient: 11.2266 },
    { how: firstOrder(), steps: 1, gradient: 14.4 },
    { how: firstOrder(), steps: 2, gradient: 13.86 },
  ])('has the $how.name meta-gradient $gradient after $steps steps', ({ how, steps, gradient }) => {
    tf.tidy(() => {
      const golden = maml({ model: point, rule: sgd(0.1), loss: quadratic, steps });
      const found = gradientOf(golden, how, goldenEpisode())['model/t']?.dataSync()[0] as number;
      expect(Math.abs(found / gradient - 1)).toBeLessThan(1e-5);
    });
  });

  it('has the gradient −28.8 by the rate of Meta-SGD', () => {
    tf.tidy(() => {
      const golden = maml({ model: point, rule: metaSgd({ rate: 0.1 }), loss: quadratic });
      const found = gradientOf(golden, exact(), goldenEpisode())['rule/model/t']?.dataSync()[0] as number;
      expect(Math.abs(found / -28.8 - 1)).toBeLessThan(1e-5);
    });
  });
});
