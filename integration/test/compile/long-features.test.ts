import { compileFunction } from '@innerloop/compile';
import { initialize, seed, useBackend } from '@innerloop/core';
import type { AnyLearner, Context, Model, Tensor } from '@innerloop/core';
import { laplace, svm } from '@innerloop/outer';
import { classificationEpisodes, expectTreesClose, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'test', order: 'exact' };
const model: Model = { specs: {}, apply: (_params, x) => x };
type Given = Readonly<Record<'x' | 'y' | 'at' | 'wanted', Tensor>>;

/** Predictions, and the slopes of the objective by the support. */
const answersOf = (learner: AnyLearner) => (given: Given) => {
  const { x, y, at, wanted } = given;
  const params = initialize(learner.specs, seed(1));
  const adapt = (from: Tensor) => learner.adapt(params, { x: from, y }, context);
  const lossAt = (from: Tensor) => tf.sum(learner.objective(params, adapt(from), { x: at, y: wanted }, context));
  return { predictions: learner.predict(params, adapt(x), at, context), slopes: tf.grad(lossAt)(x) };
};

const subjects: readonly (readonly [string, AnyLearner, ReturnType<typeof regressionEpisodes>, shots: number])[] = [
  ['svm', svm({ model }), classificationEpisodes({ features: [6], ways: 3 }), 3],
  ['laplace', laplace({ model, noise: 1e-3 }), regressionEpisodes({ inputs: 3, outputs: 1 }), 9],
];

describe('compiled heads', () => {
  it.each(subjects)(
    '%s is what it is eagerly, for features of length 0.1 to 400',
    (_name, learner, episodes, shots) => {
      const reasons: string[] = [];
      const eager = answersOf(learner);
      const fast = compileFunction(eager, { onFallback: (reason) => reasons.push(reason) });
      tf.tidy(() => {
        const { support, query } = episodes({ tasks: 2, shots, queries: 2 }, seed(9));
        const mean = tf.mean(tf.norm(support.x, 2, 2));
        [0.1, 3.4, 34, 400].forEach((length) => {
          const sized = (x: Tensor): Tensor => tf.mul(x, tf.div(length, mean));
          const given = { x: sized(support.x), y: support.y, at: sized(query.x), wanted: query.y };
          expectTreesClose(fast(given), eager(given), { tolerance: 1e-5 });
        });
      });
      expect(reasons).toEqual([]);
      fast.dispose();
    },
  );
});
