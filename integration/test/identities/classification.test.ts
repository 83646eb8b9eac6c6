import '@tensorflow/tfjs-backend-cpu';
import { conv4, crossEntropy, gatherRows, initialize, leaf, mlp, seed, tasksOf, useBackend } from '@innerloop/core';
import type {
  AnyLearner,
  Batch,
  Context,
  Episode,
  Loss,
  NormStatistics,
  ParamTree,
  Tensor,
  Tree,
} from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { prototypical } from '@innerloop/metric';
import { classificationEpisodes, expectTreesClose, expectTreesEqual, relativeError } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const ways = 4;
const test: Context = { key: seed(5), mode: 'test', order: 'first' };
const model = mlp({ inputs: 3, hidden: [6], outputs: ways, activation: 'tanh' });
const learner = maml({ model, rule: sgd(0.5), loss: crossEntropy, steps: 3 });
const episode = (): Episode =>
  classificationEpisodes({ features: [3], ways })({ tasks: 3, shots: 2, queries: 3 }, seed(7));

function logitsOf(of: AnyLearner, params: ParamTree, support: Batch<Tree>, x: Tensor): Tensor {
  return of.predict(params, of.adapt(params, support, test), x, test);
}

const permuted = (tensor: Tensor, order: readonly number[]): Tensor =>
  tf.gather(tensor, tf.tensor1d([...order], 'int32'), -1);
const orders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: ways, maxLength: ways });
const headOf = (params: ParamTree, f: (tensor: Tensor) => Tensor): ParamTree => ({
  ...params,
  'model/head/kernel': f(leaf(params, 'model/head/kernel')),
  'model/head/bias': f(leaf(params, 'model/head/bias')),
});

describe('a permutation of the classes [row 43]', () => {
  it('permutes the predictions of maml from a head of zeros', () => {
    fc.assert(
      fc.property(orders, (order) =>
        tf.tidy(() => {
          const { support, query } = episode();
          const params = headOf(initialize(learner.specs, seed(2)), (tensor) => tf.zerosLike(tensor));
          const relabelled = { x: support.x, y: permuted(support.y, order) };
          const expected = permuted(logitsOf(learner, params, support, query.x), order);
          expectTreesClose(logitsOf(learner, params, relabelled, query.x), expected, { absolute: 1e-6 });
        }),
      ),
      { numRuns: 5 },
    );
  });

  it('permutes those from any head once its columns are permuted too, and not before', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const params = initialize(learner.specs, seed(2));
      const order = [2, 0, 3, 1];
      const relabelled = { x: support.x, y: permuted(support.y, order) };
      const expected = permuted(logitsOf(learner, params, support, query.x), order);
      const moved = headOf(params, (tensor) => permuted(tensor, order));
      expectTreesClose(logitsOf(learner, moved, relabelled, query.x), expected, { absolute: 1e-6 });
      expect(relativeError(logitsOf(learner, params, relabelled, query.x), expected)).toBeGreaterThan(0.01);
    });
  });
});

describe('a loss that is summed over examples [row 46]', () => {
  it('descends at a rate α as its mean does at N·K·α, meta-gradient included', () => {
    const shots = 2;
    const summed: Loss = (predictions, targets) =>
      tf.mul(crossEntropy(predictions, targets), predictions.shape[1] as number);
    const parts = { model, steps: 3 };
    const mean = maml({ ...parts, rule: sgd(0.1 * ways * shots), loss: crossEntropy });
    const sum = maml({ ...parts, rule: sgd(0.1), loss: summed });
    tf.tidy(() => {
      const params = initialize(mean.specs, seed(2));
      const { support, query } = episode();
      expectTreesClose(mean.adapt(params, support, test), sum.adapt(params, support, test), { tolerance: 1e-5 });
      const judged: typeof mean = { ...sum, objective: (...of) => mean.objective(...of) };
      const [left, right] = [mean, judged].map(
        (of) => exact().estimate({ learner: of, params, episode: { support, query }, key: seed(1) }).grads,
      );
      expectTreesClose(left ?? {}, right ?? {}, { tolerance: 1e-5 });
    });
  });
});

describe('normalisation [row 44]', () => {
  const net = (statistics: Exclude<NormStatistics, 'perStep'>, outputs?: number) =>
    conv4({
      height: 8,
      width: 8,
      channels: 1,
      filters: 3,
      downsample: 'stride',
      head: 'mean',
      norm: { statistics },
      ...(outputs === undefined ? {} : { outputs }),
    });
  const learners = (statistics: Exclude<NormStatistics, 'perStep'>): readonly AnyLearner[] => [
    maml({ model: net(statistics, 3), rule: sgd(0.1), loss: crossEntropy, steps: 2 }),
    prototypical({ model: net(statistics) }),
  ];
  const images = (): Episode =>
    classificationEpisodes({ features: [8, 8, 1], ways: 3 })({ tasks: 2, shots: 2, queries: 2 }, seed(8));

  /** How far predictions of the first two queries move when the other four are predicted with them. */
  function sensitivity(of: AnyLearner): number {
    return tf.tidy(() => {
      const { support, query } = images();
      const params = initialize(of.specs, seed(2));
      const adapted = of.adapt(params, support, test);
      const { x } = gatherRows(query, tf.tensor1d([0, 1], 'int32'));
      const among = tf.slice(of.predict(params, adapted, query.x, test), [0, 0, 0], [tasksOf(x), 2, 3]);
      return relativeError(of.predict(params, adapted, x, test), among);
    });
  }

  it('by the batch makes predictions depend on the other queries, and says so', () => {
    for (const of of learners('batch')) {
      expect(of.normalization).toBe('batch');
      expect(sensitivity(of)).toBeGreaterThan(1e-3);
    }
  });

  it.each(['support', 'running'] as const)('by %s statistics does not', (statistics) => {
    for (const of of learners(statistics)) expect(sensitivity(of)).toBeLessThan(1e-5);
  });

  it.each(['support', 'running', 'batch'] as const)(
    'by %s statistics reports nothing of the query, whatever it holds',
    (statistics) => {
      for (const of of learners(statistics))
        tf.tidy(() => {
          const { support, query } = images();
          const params = initialize(of.specs, seed(2));
          const report = (scale: number): ParamTree =>
            exact().estimate({
              learner: of,
              params,
              episode: { support, query: { ...query, x: tf.mul(query.x, scale) } },
              key: seed(1),
            }).reported;
          const reported = report(1);
          expect(Object.keys(reported).length > 0).toBe(statistics !== 'batch');
          expectTreesEqual(report(5), reported);
        });
    },
  );
});
