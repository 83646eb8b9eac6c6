import { batchNorm, dense, initialize, lstmCell, mlp, scope, seed, sequential, useBackend } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { learnedSimilarity, matching } from '../../src/index.js';
import { fullContext } from '../../src/matching/full-context.js';
import { asTheyAre, context, predictionsOf } from '../support/one-task.js';

beforeAll(() => useBackend('cpu'));

const network = mlp({ inputs: 2, hidden: [5], outputs: 4, activation: 'tanh' });
const episodes = classificationEpisodes({ features: [2], ways: 3 });

learnerLaws('matching', { learner: matching({ model: network }), episodes, relabels: true });
learnerLaws('matching with full context', {
  learner: matching({ model: network, fullContext: { features: 4, steps: 2 } }),
  episodes,
});
learnerLaws('matching by a network that normalises pairs by their batch', {
  learner: matching({
    model: network,
    similarity: learnedSimilarity(
      sequential({
        first: dense({ inputs: 8, outputs: 3 }),
        norm: batchNorm({ features: 3, statistics: 'batch' }),
        last: dense({ inputs: 3, outputs: 1 }),
      }),
    ),
    votes: 'summed',
  }),
  episodes,
  transductive: true,
  relabels: true,
});

const support = [
  [[1, 0, 0, 0]],
  [[0, 2, 0, 0]],
  [
    [0, 0, 3, 0],
    [0, 0, 0, 1],
  ],
];

describe('matching', () => {
  it('believes in a picture of the support by e / (e + NK − 1) where the others are orthogonal', () => {
    const [found] = predictionsOf(matching({ model: asTheyAre }), support, [[5, 0, 0, 0]]) as [number[]];
    const e = Math.E;
    [e / (e + 3), 1 / (e + 3), 2 / (e + 3)].forEach((p, n) => expect(Math.exp(found[n] as number)).toBeCloseTo(p, 5));
  });

  it('takes sums of cosines as logits where votes are summed, and scales them', () => {
    const learner = matching({ model: asTheyAre, votes: 'summed', scale: 10 });
    const [found] = predictionsOf(learner, support, [[0, 0, 1, 1]]) as [number[]];
    [0, 0, 20 / Math.SQRT2].forEach((logit, n) => expect(found[n]).toBeCloseTo(logit, 4));
  });

  it('does not mind a support that is given twice, nor the length of a vector', () => {
    const learner = matching({ model: asTheyAre, scale: 3 });
    const query = [[1, 2, 0.5, -1]];
    const once = predictionsOf(learner, support, query).flat();
    const changed = support.map((rows) => [...rows, ...rows].map((row) => row.map((value) => 7 * value)));
    predictionsOf(learner, changed, query)
      .flat()
      .forEach((value, n) => expect(value).toBeCloseTo(once[n] as number, 5));
  });

  it('stays finite where a softmax without care would overflow', () => {
    const found = predictionsOf(matching({ model: asTheyAre, scale: 1e4 }), support, [[1, 0, 0, 0]]).flat();
    [0, -1e4, -1e4].forEach((value, n) => expect(Math.abs((found[n] as number) - value)).toBeLessThan(2));
  });

  it('refuses a scale and votes that are none', () => {
    expect(() => matching({ model: asTheyAre, scale: 0 })).toThrow('matching: scale must be a positive finite number');
    expect(() => matching({ model: asTheyAre, votes: 'mean' as 'summed' })).toThrow("'attention' or 'summed'");
    expect(() => matching({ model: asTheyAre, fullContext: { features: 4, steps: -1 } })).toThrow(
      'fullContext.steps must be an integer of at least 0',
    );
  });
});

describe('full context embeddings', () => {
  it('leave the query as it is with 0 looks, and begin with the mean of the support with 1', () => {
    tf.tidy(() => {
      const own = tf.tensor3d([[[0.3, -0.4]]]);
      const given = tf.tensor3d([[[1, 2], [3, -1]]]); // prettier-ignore
      const without = fullContext({ features: 2, steps: 0 });
      expectTreesClose(without.query({}, own, given, context), own);

      const once = fullContext({ features: 2, steps: 1 });
      const params = initialize(once.specs, seed(3));
      const found = once.query(params, own, given, context);
      const mean = tf.tensor3d([[[2, 0.5], [2, 0.5]]]); // prettier-ignore
      expectTreesClose(once.query(params, own, mean, context), found, { tolerance: 1e-6 });
    });
  });

  it('add both directions to the embedding of the support', () => {
    tf.tidy(() => {
      const part = fullContext({ features: 2, steps: 1 });
      const params = initialize(part.specs, seed(3));
      const still = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, tf.zerosLike(value)]));
      const own = tf.tensor3d([[[0.3, -0.4], [1, 2]]]); // prettier-ignore
      expectTreesClose(part.support(still, own), own);
      const moved = tf.sub(part.support(params, own), own);
      expect(tf.max(tf.abs(moved)).dataSync()[0]).toBeGreaterThan(1e-2);
    });
  });

  it('reads the support in both directions: the mirrored support with the directions exchanged gives the mirror image', () => {
    tf.tidy(() => {
      const part = fullContext({ features: 2, steps: 1 });
      const params = initialize(part.specs, seed(3));
      const exchanged = Object.fromEntries(
        Object.keys(params).map((name) => {
          const other = name.includes('forward')
            ? name.replace('forward', 'backward')
            : name.replace('backward', 'forward');
          return [name, params[other] as tf.Tensor];
        }),
      );
      const own = tf.tensor3d([[[0.3, -0.4], [1, 2], [-1, 0.5]]]); // prettier-ignore
      const mirrored = part.support(exchanged, tf.reverse(own, 1));
      expectTreesClose(tf.reverse(mirrored, 1), part.support(params, own), { tolerance: 1e-6 });
    });
  });

  it('look at the support with a state that keeps the query: h_k = ĥ_k + f′, r_k of the products h_k g_i', () => {
    tf.tidy(() => {
      const params = initialize(fullContext({ features: 2, steps: 2 }).specs, seed(3));
      const cell = lstmCell({ inputs: 4, units: 2 });
      const weights = scope(params, 'query');
      const own = tf.tensor3d([[[0.3, -0.4]]]);
      const given = tf.tensor3d([[[1, 2], [3, -1]]]); // prettier-ignore
      const first = cell.step(weights, tf.concat([own, tf.tensor3d([[[2, 0.5]]])], 2), cell.start([1, 1]), context);
      const hidden = tf.add(first.hidden, own);
      const shares = tf.softmax(tf.matMul(hidden, given, false, true));
      const inputs = tf.concat([own, tf.matMul(shares, given)], 2);
      const second = cell.step(weights, inputs, { hidden, cell: first.cell }, context);
      const found = fullContext({ features: 2, steps: 2 }).query(params, own, given, context);
      expectTreesClose(found, tf.add(second.hidden, own), { tolerance: 1e-6 });
    });
  });
});
