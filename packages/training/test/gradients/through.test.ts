import { initialize, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Context, Episode } from '@innerloop/core';
import { checkMetaGradient, expectTreesClose, referenceMetaGradient, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exact, firstOrder } from '../../src/index.js';
import { learner } from '../support/step.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));

describe('exact', () => {
  it('agrees with finite differences of the whole objective', () => {
    tf.tidy(() => {
      checkMetaGradient(learner, { episode: episode(), metaGradient: exact() });
    });
  });

  it('equals the backward recursion v_k = v_{k+1} − α H_k v_{k+1}, done here by hand', () => {
    tf.tidy(() => {
      const { rate, loss, query, start } = scalarProblem();
      const [first, second] = [start - rate * loss.slope(start), 0];
      const last = first - rate * loss.slope(first) + second;
      const recursion = (1 - rate * loss.curvature(start)) * (1 - rate * loss.curvature(first)) * query(last);
      const { grads } = exact().estimate({
        learner: scalarLearner(2),
        params: { theta: tf.scalar(start) },
        episode: scalarEpisode(),
        key: seed(0),
      });
      expect(grads['theta']?.dataSync()[0]).toBeCloseTo(recursion, 4);
    });
  });
});

describe('firstOrder', () => {
  it('is the gradient at the adapted point, its path to the start cut', () => {
    tf.tidy(() => {
      const { rate, loss, query, start } = scalarProblem();
      const first = start - rate * loss.slope(start);
      const last = first - rate * loss.slope(first);
      const { grads } = firstOrder().estimate({
        learner: scalarLearner(2),
        params: { theta: tf.scalar(start) },
        episode: scalarEpisode(),
        key: seed(0),
      });
      expect(grads['theta']?.dataSync()[0]).toBeCloseTo(query(last), 4);
    });
  });

  it('still differentiates what the rule learns', () => {
    tf.tidy(() => {
      const params = initialize(learner.specs, seed(2));
      const problem = { learner, params, episode: episode(), key: seed(1) };
      const found = firstOrder().estimate(problem).grads;
      expectTreesClose(found, referenceMetaGradient('first').estimate(problem).grads, { tolerance: 1e-5 });
      expect(Math.abs(found['rule/rate']?.dataSync()[0] as number)).toBeGreaterThan(1e-4);
    });
  });
});

/** A quartic support loss, so that the curvature changes along the path: `t⁴ / 4`, query `(t − 1)² / 2`. */
function scalarProblem(): {
  readonly rate: number;
  readonly start: number;
  readonly loss: { slope(t: number): number; curvature(t: number): number };
  readonly query: (t: number) => number;
} {
  return { rate: 0.1, start: 1.5, loss: { slope: (t) => t ** 3, curvature: (t) => 3 * t ** 2 }, query: (t) => t - 1 };
}

const scalarEpisode = (): Episode => ({
  support: { x: tf.zeros([1, 1, 1]), y: tf.zeros([1, 1, 1]) },
  query: { x: tf.zeros([1, 1, 1]), y: tf.zeros([1, 1, 1]) },
});

/** Descends the quartic by hand-written gradients: `order` decides whether they stay in the graph. */
const scalarLearner = (steps: number): AnyLearner => ({
  name: 'scalar',
  specs: { theta: { shape: [], initialize: () => tf.scalar(1.5) } },
  adapt: (params, _support, context: Context) => {
    let at = params['theta'] as tf.Tensor;
    for (let step = 0; step < steps; step++) {
      const slope = tf.mul(tf.square(at), at);
      at = tf.sub(at, tf.mul(context.order === 'first' ? tf.scalar(slope.dataSync()[0] as number) : slope, 0.1));
    }
    return { at };
  },
  predict: (_params, adapted) => (adapted as { at: tf.Tensor }).at,
  objective: (_params, adapted) =>
    tf.reshape(tf.mul(tf.square(tf.sub((adapted as { at: tf.Tensor }).at, 1)), 0.5), [1]),
});
