import '@tensorflow/tfjs-backend-cpu';
import { gaussianLikelihood, initialize, mapParams, mlp, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Context, Episode, ParamTree, Tensor } from '@innerloop/core';
import { sgd, svgd } from '@innerloop/inner';
import { bayesianMaml, maml } from '@innerloop/outer';
import type { BayesianMaml } from '@innerloop/outer';
import { expectTreesClose, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
const loss = gaussianLikelihood({ deviation: 1 });
const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const episode = (): Episode => regressionEpisodes({ inputs: 2 })({ tasks: 3, shots: 5, queries: 4 }, seed(9));
const learner = (particles: number, steps = 3): BayesianMaml =>
  bayesianMaml({ model, rule: svgd({ learningRate: 0.05 }), loss, steps, particles, metaLoss: 'likelihood' });
const gradient = (of: AnyLearner, params: ParamTree): ParamTree =>
  exact().estimate({ learner: of, params, episode: episode(), key: seed(1) }).grads;
const reordered = (tree: ParamTree, order: readonly number[], axis = 0): ParamTree =>
  mapParams(tree, (tensor) => tf.gather(tensor, tf.tensor1d([...order], 'int32'), axis));

function predictionOf(of: BayesianMaml, params: ParamTree): Tensor {
  const { support, query } = episode();
  return of.predict(params, of.adapt(params, support, context), query.x, context);
}

describe('Bayesian MAML with Stein variational gradient descent', () => {
  it('has the meta-gradient of MAML with one particle, flat prior and the likelihood as its outer loss [row 25]', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.integer({ min: 1, max: 4 }), (at, steps) =>
        tf.tidy(() => {
          const plain = maml({ model, rule: sgd(0.05), loss, steps });
          const params = initialize(plain.specs, seed(at));
          const one = gradient(
            learner(1, steps),
            mapParams(params, (tensor) => tf.expandDims(tensor, 0)),
          );
          expectTreesClose(
            mapParams(one, (tensor) => tf.squeeze(tensor, [0])),
            gradient(plain, params),
            { tolerance: 1e-5 },
          );
        }),
      ),
      { numRuns: 8 },
    );
  });

  it('permutes particles and their meta-gradients with the particles, and predicts the same [row 23]', () => {
    tf.tidy(() => {
      const of = learner(3);
      const params = initialize(of.specs, seed(2));
      const order = [2, 0, 1];
      const { support } = episode();
      const adapted = of.adapt(params, support, context).params;
      const moved = of.adapt(reordered(params, order), support, context).params;
      expectTreesClose(moved, reordered(adapted, order, 1), { tolerance: 1e-5 });
      expectTreesClose(gradient(of, reordered(params, order)), reordered(gradient(of, params), order), {
        tolerance: 1e-4,
      });
      expectTreesClose(predictionOf(of, reordered(params, order)), predictionOf(of, params), { tolerance: 1e-5 });
    });
  });

  it('is MAML where all particles start in one place, and another thing where they do not', () => {
    tf.tidy(() => {
      const [of, plain] = [learner(3), maml({ model, rule: sgd(0.05), loss, steps: 3 })];
      const params = initialize(of.specs, seed(2));
      const first = mapParams(params, (tensor) => tf.squeeze(tf.slice(tensor, [0], [1]), [0]));
      const { support, query } = episode();
      const alone = plain.predict(first, plain.adapt(first, support, context), query.x, context);
      expectTreesClose(predictionOf(of, reordered(params, [0, 0, 0])), alone, { tolerance: 1e-5 });
      expect(relativeError(predictionOf(of, params), alone)).toBeGreaterThan(0.01);
    });
  });
});
