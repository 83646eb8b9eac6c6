import { flatten, initialize, leaf, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { Batch, Context, Episode, ParamTree, Predictive, Tensor } from '@innerloop/core';
import { expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { laplace, ridge } from '../../src/index.js';
import { posteriorReference } from '../support/posterior-reference.js';
import { numbers } from '../support/rows.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const embedding = mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' });

learnerLaws('laplace', {
  learner: laplace({ model: embedding, noise: 0.2 }),
  episodes: regressionEpisodes({ inputs: 2, outputs: 2 }),
});

/** Features that are the inputs, so that everything can be done by hand. */
const plain = (variance = 2, noise = 0.5) => laplace({ model: flatten(), variance, noise });
const start = (learner = plain()): ParamTree => initialize(learner.specs, seed(2));
const episode = (shots = 4): Episode =>
  regressionEpisodes({ inputs: 2, outputs: 2 })({ tasks: 2, shots, queries: 3 }, seed(9));

function believed(support: Batch, x: Tensor, learner = plain()): Predictive {
  const params = start(learner);
  return learner.predictive(params, learner.adapt(params, support, context), x, context);
}

const firstRows = ({ x, y }: Batch, rows: number): Batch => ({
  x: tf.slice(x, [0, 0, 0], [-1, rows, -1]),
  y: tf.slice(y, [0, 0, 0], [-1, rows, -1]),
});

describe('laplace', () => {
  it('has the posterior that conditioning on one example after the other has', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const [variance, noise] = [2, 0.5];
      const withOne = (x: Tensor): Tensor => tf.concat([x, tf.ones([2, x.shape[1] as number, 1])], 2);
      const [rows, targets] = [tf.unstack(withOne(support.x), 1), tf.unstack(support.y, 1)];
      let covariance: Tensor = tf.mul(tf.stack([tf.eye(3), tf.eye(3)]), variance);
      let mean: Tensor = tf.zeros([2, 3, 2]);
      rows.forEach((row, i) => {
        const feature = tf.expandDims(row, 2);
        const seen = tf.matMul(covariance, feature);
        const scale = tf.add(tf.matMul(feature, seen, true), noise);
        const residual = tf.sub(tf.expandDims(targets[i] as Tensor, 1), tf.matMul(feature, mean, true));
        mean = tf.add(mean, tf.matMul(tf.div(seen, scale), residual));
        covariance = tf.sub(covariance, tf.div(tf.matMul(seen, seen, false, true), scale));
      });
      const found = believed(support, query.x);
      const features = withOne(query.x);
      const open = tf.sum(tf.mul(tf.matMul(features, covariance), features), 2, true);
      expectTreesClose(found, {
        mean: tf.matMul(features, mean),
        variance: tf.add(tf.add(open, noise), tf.zeros([2, 3, 2])),
      });
    });
  });

  it('predicts as ridge regression with the penalty σ²/s²', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const learner = ridge({ model: flatten(), loss: meanSquaredError, regularization: 0.5 / 2, normalized: false });
      const params = initialize(learner.specs, seed(2));
      const predicted = learner.predict(params, learner.adapt(params, support, context), query.x, context);
      expectTreesClose(believed(support, query.x).mean, predicted);
    });
  });

  it('is its prior with nothing to learn from that is not noise', () => {
    tf.tidy(() => {
      const { support, query } = episode();
      const { mean, variance } = believed(support, query.x, plain(1, 1e6));
      const norm = tf.add(tf.sum(tf.square(query.x), 2, true), 1);
      expectTreesClose(mean, tf.zerosLike(mean), { absolute: 1e-4 });
      expectTreesClose(tf.slice(variance, [0, 0, 0], [-1, -1, 1]), tf.add(norm, 1e6));
    });
  });

  it('goes through its support where there is no noise', () => {
    tf.tidy(() => {
      const support = firstRows(episode().support, 2);
      const { mean, variance } = believed(support, support.x, plain(1, 1e-5));
      expectTreesClose(mean, support.y, { tolerance: 1e-2, absolute: 1e-2 });
      expect(Math.max(...variance.dataSync())).toBeLessThan(1e-3);
    });
  });

  it('is never less sure for another example', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (rows) =>
        tf.tidy(() => {
          const { support, query } = episode(6);
          const [less, more] = [rows, rows + 1].map((count) => believed(firstRows(support, count), query.x).variance);
          const gained = tf.sub(less as Tensor, more as Tensor).dataSync();
          expect(Math.min(...gained)).toBeGreaterThan(-1e-5);
          expect(Math.max(...gained)).toBeGreaterThan(1e-4);
        }),
      ),
      { numRuns: 5 },
    );
  });

  it('is less sure the farther from its support', () => {
    tf.tidy(() => {
      const at = (distance: number): number => {
        const x = tf.fill([2, 1, 2], distance);
        return believed(episode().support, x).variance.dataSync()[0] as number;
      };
      expect(at(3)).toBeGreaterThan(at(1));
      expect(at(10)).toBeGreaterThan(at(3));
      expect(at(10)).toBeGreaterThan(2 * at(0));
    });
  });

  it('has as its objective the mean negative log-likelihood of the query', () => {
    tf.tidy(() => {
      const learner = plain();
      const params = start(learner);
      const { support, query } = episode();
      const adapted = learner.adapt(params, support, context);
      const { mean, variance } = learner.predictive(params, adapted, query.x, context);
      const [m, v, y] = [mean, variance, query.y].map((tensor) => [...tensor.dataSync()]) as [
        number[],
        number[],
        number[],
      ];
      const surprise = y.map((target, i) => {
        const spread = v[i] as number;
        return -Math.log(
          Math.exp((-0.5 * (target - (m[i] as number)) ** 2) / spread) / Math.sqrt(2 * Math.PI * spread),
        );
      });
      const wanted = [0, 6].map((from) => surprise.slice(from, from + 6).reduce((sum, each) => sum + each / 6, 0));
      expectTreesClose(learner.objective(params, adapted, query, context), tf.tensor(wanted));
    });
  });

  it('learns its variances as logarithms, from the values that it is given', () => {
    tf.tidy(() => {
      const params = start(plain(2, 0.5));
      expect(leaf(params, 'prior/variance').dataSync()[0]).toBeCloseTo(Math.log(2), 6);
      expect(leaf(params, 'prior/noise').dataSync()[0]).toBeCloseTo(Math.log(0.5), 6);
    });
  });

  it('refuses variances that are none', () => {
    expect(() => plain(0)).toThrow('laplace: variance must be a positive finite number, got 0.');
    expect(() => plain(1, -1)).toThrow('laplace: noise must be a positive finite number, got -1.');
  });
});

/** Support `[rows, width]` of some mean length, targets of a linear function with noise, and queries: two of the support's, two others. */
function drawn(rows: number, width: number, length: number) {
  const raw = Array.from({ length: rows + 2 }, (_, i) => numbers(width, 3 + i));
  const size = (length * 1.8) / Math.sqrt(width);
  const sized = raw.map((row) => row.map((value) => Math.fround(value * size)));
  const slopes = numbers(width, 99);
  const targets = sized.map((row, i) =>
    Math.fround(row.reduce((sum, x, j) => sum + x * slopes[j]!, 0) / length + 0.01 * i),
  );
  const asked = [0, 1, rows, rows + 1];
  return {
    x: sized.slice(0, rows),
    y: targets.slice(0, rows),
    at: asked.map((i) => sized[i]!),
    wanted: asked.map((i) => targets[i]!),
  };
}

const cases = [
  [4, 8],
  [12, 5],
].flatMap(([rows, width]) =>
  [1, 8, 80, 400].flatMap((length) => [1e-4, 1e-3, 0.1].map((noise) => [rows, width, length, noise] as const)),
) as (readonly [number, number, number, number])[];

describe('laplace beside double precision', () => {
  it.each(cases)(
    'has its mean, variance and gradient: %d examples of %d features of length %d, noise %d',
    (rows, width, length, noise) => {
      tf.tidy(() => {
        const [variance, given] = [2, drawn(rows, width, length)];
        const learner = plain(variance, noise);
        const params = start(learner);
        const spread = {
          variance: Math.exp(Math.fround(Math.log(variance))),
          noise: Math.exp(Math.fround(Math.log(noise))),
        };
        const [x, at] = [tf.tensor3d([given.x]), tf.tensor3d([given.at])];
        const [y, wanted] = [given.y, given.wanted].map((values) => tf.tensor3d([values.map((value) => [value])])) as [
          Tensor,
          Tensor,
        ];
        const exact = posteriorReference({ ...given, ...spread });
        const found = learner.predictive(params, learner.adapt(params, { x, y }, context), at, context);
        found.variance
          .dataSync()
          .forEach((value, i) => expect(Math.abs(value / exact.variance[i]! - 1)).toBeLessThan(1e-4));
        const largest = Math.max(...exact.mean.map(Math.abs));
        found.mean
          .dataSync()
          .forEach((value, i) => expect(Math.abs(value - exact.mean[i]!) / largest).toBeLessThan(1e-4));
        const lossAt = (moved: Tensor): Tensor =>
          tf.sum(
            learner.objective(params, learner.adapt(params, { x: moved, y }, context), { x: at, y: wanted }, context),
          );
        const gradient = tf.grad(lossAt)(x).dataSync();
        const slopes = given.x.flatMap((row, i) =>
          row.map((_, j) => {
            const step = 1e-3 * Math.sqrt(noise / variance);
            const loss = (by: number): number => {
              const moved = given.x.map((r, k) => r.map((value, m) => (k === i && m === j ? value + by : value)));
              return posteriorReference({ ...given, ...spread, x: moved }).loss;
            };
            return (loss(step) - loss(-step)) / (2 * step);
          }),
        );
        const steepest = Math.max(...slopes.map(Math.abs));
        // Of a query that the support holds, one unit in the last place of its features moves the slope by this much.
        const lastPlace = rows < width ? (2 ** -24 * length * variance) / noise : 0;
        slopes.forEach((slope, i) => expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-5 * steepest + lastPlace));
      });
    },
  );
});
