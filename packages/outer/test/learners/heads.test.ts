import {
  crossEntropy,
  dense,
  differentiate,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  seed,
  splitLearned,
  useBackend,
} from '@innerloop/core';
import type { Batch, Context, Episode, Learner, Model, ParamTree, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crammerSingerDuals } from '../../src/heads/crammer-singer.js';
import { logisticWeights } from '../../src/heads/logistic-regression.js';
import { logistic, ridge, svm } from '../../src/index.js';
import type { LinearHeadAdapted } from '../../src/index.js';
import { expectEntries } from '../support/rows.js';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'test', order: 'exact' };
const episodes = classificationEpisodes({ features: [2], ways: 3 });
const embedding = (outputs = 4): Model => mlp({ inputs: 2, hidden: [5], outputs, activation: 'tanh' });

learnerLaws('ridge on classes', {
  learner: ridge({ model: embedding(), regularization: 0.5, scale: 2, learnRegularization: true }),
  episodes,
  relabels: true,
});
learnerLaws('ridge on curves, with more examples than features', {
  learner: ridge({ model: mlp({ inputs: 1, hidden: [4], outputs: 2, activation: 'tanh' }), loss: meanSquaredError }),
  episodes: regressionEpisodes(),
});
learnerLaws('logistic', {
  learner: logistic({ model: embedding(), iterations: 3, learnRegularization: true }),
  episodes,
  relabels: true,
});
learnerLaws('svm', {
  learner: svm({ model: embedding(), bound: 0.4, scale: 2 }),
  episodes,
  relabels: true,
  tolerance: 1e-4,
});

/** Features as they are. */
const identity: Model = { specs: {}, apply: (_params, x) => x };
const episodeOf = (shots = 2): Episode => episodes({ tasks: 2, shots, queries: 2 }, seed(7));

function predictions(of: Learner<LinearHeadAdapted>, support: Batch, x: Tensor, more: ParamTree = {}): Tensor {
  const params = { ...initialize(of.specs, seed(1)), ...more };
  return of.predict(params, of.adapt(params, support, context), x, context);
}

const withOnes = (x: Tensor): Tensor => tf.concat([x, tf.onesLike(tf.slice(x, [0, 0, 0], [-1, -1, 1]))], 2);
const apart = (a: Tensor, b: Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number;
const forEachTask = (check: (episode: Episode) => void): void =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(999), (shots, at) => {
      tf.tidy(() => check(episodes({ tasks: 2, shots, queries: 2 }, seed(at))));
    }),
    { numRuns: 15 },
  );

describe('ridge', () => {
  it('has the golden weights of R2-D2, divided by √n: [[0.4, 0.2], [−0.2, 0.4]]', () => {
    const learner = ridge({ model: identity, regularization: 0.5, bias: false });
    const support = { x: tf.tensor3d([[[1, 0], [1, 1]]]), y: tf.expandDims(tf.eye(2), 0) }; // prettier-ignore
    const { weights } = learner.adapt(initialize(learner.specs, seed(1)), support, context);
    expectEntries(weights, [0.4, 0.2, -0.2, 0.4]);
  });

  it('does not mind a support that is given twice, unless it is not normalised [row 16]', () => {
    forEachTask(({ support, query }) => {
      const twice = { x: tf.concat([support.x, support.x], 1), y: tf.concat([support.y, support.y], 1) };
      const change = (normalized: boolean): number => {
        const of = ridge({ model: identity, normalized });
        return apart(predictions(of, twice, query.x), predictions(of, support, query.x));
      };
      expect(change(true)).toBeLessThan(1e-5);
      expect(change(false)).toBeGreaterThan(1e-3);
    });
  });

  it('does not mind a rotation of the features', () => {
    tf.tidy(() => {
      const { support, query } = episodeOf();
      const turn = tf.tensor2d([[0.6, -0.8], [0.8, 0.6]]); // prettier-ignore
      const turned = (x: Tensor): Tensor => tf.reshape(tf.matMul(tf.reshape(x, [-1, 2]), turn), x.shape);
      const of = ridge({ model: identity });
      expectTreesClose(
        predictions(of, { x: turned(support.x), y: support.y }, turned(query.x)),
        predictions(of, support, query.x),
        { tolerance: 1e-4, absolute: 1e-5 },
      );
    });
  });

  it('is the ridge head of MetaOptNet: scores 2 yᵀ (G + λI)⁻¹ Z ẑ without bias, not normalised, with scale 2', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([[[1, 0], [1, 1]]]); // prettier-ignore
      const of = ridge({ model: identity, regularization: 0.5, bias: false, normalized: false, scale: 2 });
      const found = predictions(of, { x, y: tf.expandDims(tf.eye(2), 0) }, tf.tensor3d([[[2, -1]]]));
      // The golden duals, by the products of the support with the query: 2 and 1.
      expectEntries(found, [(20 / 11) * 2 - 8 / 11, (-8 / 11) * 2 + 12 / 11]);
    });
  });

  it('fits a line through features that have an offset, and not without bias', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([[[0], [1], [2]]]);
      const support = { x, y: tf.add(tf.mul(x, 3), 5) };
      const of = (bias: boolean) => ridge({ model: identity, loss: meanSquaredError, regularization: 1e-6, bias });
      expectEntries(predictions(of(true), support, tf.tensor3d([[[4]]])), [17], 2);
      expect(predictions(of(false), support, tf.tensor3d([[[4]]])).dataSync()[0]).toBeGreaterThan(17.5);
    });
  });

  it('learns the regularization only if asked', () => {
    expect(ridge({ model: identity }).specs['head/regularization']?.role).toBe('fixed');
    expect(ridge({ model: identity, learnRegularization: true }).specs['head/regularization']?.role).toBeUndefined();
  });
});

describe('logistic', () => {
  it('predicts by the weights of logistic regression, which are not those of ridge regression', () => {
    forEachTask(({ support, query }) => {
      const of = logistic({ model: identity, regularization: 0.5, iterations: 4 });
      const weights = logisticWeights(withOnes(support.x), support.y, tf.tensor3d([0.5], [1, 1, 1]), 4);
      const found = predictions(of, support, query.x);
      expectTreesClose(found, tf.matMul(withOnes(query.x), weights), { tolerance: 1e-4, absolute: 1e-5 });
      expect(
        apart(found, predictions(ridge({ model: identity, regularization: 0.5 }), support, query.x)),
      ).toBeGreaterThan(0.01);
    });
  });
});

describe('svm', () => {
  it('predicts by the scaled products of queries with the support vectors, weighted by their duals', () => {
    forEachTask(({ support, query }) => {
      const settings = { bound: 0.4, jitter: 0.5, iterations: 80 };
      const of = svm({ model: identity, ...settings, scale: 2 });
      const duals = crammerSingerDuals({ features: support.x, labels: support.y, ...settings });
      const found = predictions(of, support, query.x);
      const scores = tf.mul(2, tf.matMul(tf.matMul(query.x, support.x, false, true), duals));
      expectTreesClose(found, scores, { tolerance: 1e-4, absolute: 1e-5 });
      const head = ridge({ model: identity, regularization: 0.5, bias: false, normalized: false, scale: 2 });
      expect(apart(found, predictions(head, support, query.x))).toBeGreaterThan(0.01);
    });
  });
});

describe('a linear head', () => {
  const heads = { ridge, logistic, svm };

  it.each(Object.entries(heads))('of %s scales and shifts its predictions', (_name, head) => {
    tf.tidy(() => {
      const { support, query } = episodeOf();
      const plain = predictions(head({ model: identity }), support, query.x);
      const adjusted = { 'head/scale': tf.scalar(3), 'head/shift': tf.scalar(-1) };
      const found = predictions(head({ model: identity }), support, query.x, adjusted);
      expectTreesClose(found, tf.sub(tf.mul(plain, 3), 1), { tolerance: 1e-5, absolute: 1e-6 });
    });
  });

  it.each(Object.entries(heads))('of %s is used with other ways than it was trained with', (_name, head) => {
    tf.tidy(() => {
      for (const ways of [2, 5]) {
        const make = classificationEpisodes({ features: [2], ways });
        const { support, query } = make({ tasks: 2, shots: 1, queries: 2 }, seed(3));
        expect(predictions(head({ model: embedding() }), support, query.x).shape).toEqual([2, 2 * ways, ways]);
      }
    });
  });

  it.each(Object.entries(heads))('of %s learns an embedding in which it tells tasks apart', (_name, head) => {
    tf.tidy(() => {
      // Only the product of the two inputs tells the classes apart, which no linear head on the inputs does.
      const learner = head({ model: mlp({ inputs: 2, hidden: [8], outputs: 6, activation: 'tanh' }), scale: 4 });
      let params = initialize(learner.specs, seed(2));
      const { support, query } = products();
      const loss = (at: ParamTree): Tensor =>
        tf.mean(learner.objective(at, learner.adapt(at, support, context), query, context));
      const before = loss(params).dataSync()[0] as number;
      for (let step = 0; step < 60; step++) {
        const { learned, others } = splitLearned(params, learner.specs);
        const { grads } = differentiate((at) => loss({ ...others, ...at }), learned, context);
        params = { ...others, ...mapParams(learned, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), 0.3))) };
      }
      expect(loss(params).dataSync()[0]).toBeLessThan(0.6 * before);
    });
  });

  it('refuses options that are none, and says which', () => {
    expect(() => ridge({ model: identity, regularization: 0 })).toThrow('ridge: regularization must be a positive');
    expect(() => logistic({ model: identity, iterations: 1.5 })).toThrow(
      'logistic: iterations must be a positive integer',
    );
    expect(() => svm({ model: identity, bound: Number.NaN })).toThrow('svm: bound must be a positive finite number');
    expect(() => svm({ model: identity, scale: -1 })).toThrow('svm: scale must be a positive finite number, got -1.');
  });

  it('refuses an embedding that is none', () => {
    tf.tidy(() => {
      const images = { x: tf.zeros([1, 2, 4, 4, 1]), y: tf.zeros([1, 2, 2]) };
      expect(() => predictions(ridge({ model: identity }), images, images.x)).toThrow(
        'Let the embedding end with flatten()',
      );
    });
  });
});

/** Two tasks of two classes: the sign of the product of the inputs. */
function products(): Episode {
  const points = [[1, 1], [-1, -1], [1, -1], [-1, 1], [0.6, 0.9], [-0.8, -0.5], [0.7, -0.6], [-0.9, 0.8]]; // prettier-ignore
  const labels = points.map(([a, b]) => ((a as number) * (b as number) > 0 ? [1, 0] : [0, 1]));
  const batch = (size: number): Batch => ({
    x: tf.tensor3d([points, points].map((rows) => rows.map((row) => row.map((value) => value * size)))),
    y: tf.tensor3d([labels, labels.map((label) => [...label].reverse())]),
  });
  return { support: batch(1), query: batch(0.8) };
}

describe('heads', () => {
  it('take a deep embedding of any model', () => {
    const learner = ridge({ model: dense({ inputs: 2, outputs: 3 }), loss: crossEntropy });
    expect(Object.keys(learner.specs).sort()).toEqual(
      ['head/regularization', 'head/scale', 'head/shift', 'model/bias', 'model/kernel'].sort(),
    );
  });
});
