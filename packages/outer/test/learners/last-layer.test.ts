import { crossEntropy, flatten, leaf, pick, seed, useBackend } from '@innerloop/core';
import type { Context, Episode, ParamTree } from '@innerloop/core';
import {
  checkGradients,
  compareWithDifferences,
  expectTreesClose,
  expectTreesEqual,
  learnerLaws,
  meanObjective,
  referenceMetaGradient,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { anil, lastLayer } from '../../src/index.js';
import { descent } from '../support/quadratic.js';
import {
  atTest,
  classes,
  curves,
  episode,
  gradientOf,
  head,
  lossesOf,
  metaTrained,
  normalisedBody,
  regression,
  startOf,
} from '../support/two-parts.js';

beforeAll(() => useBackend('cpu'));

const below = (tree: ParamTree, part: string): ParamTree => pick(tree, (name) => name.startsWith(`model/${part}/`));

// Its derivative is on purpose not that of its value, so no differences: `smooth` is false.
learnerLaws('lastLayer on regression', {
  learner: lastLayer({ ...curves, rule: descent(0.1), steps: 2 }),
  episodes: regression,
  steps: 2,
  smooth: false,
});

learnerLaws('lastLayer with statistics of the support', {
  learner: lastLayer({
    body: normalisedBody('support'),
    head: head(3),
    rule: descent(0.1),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classes,
  steps: 2,
  smooth: false,
});

describe('lastLayer', () => {
  const [cut, whole] = [
    lastLayer({ ...curves, rule: descent(0.2), steps: 3 }),
    anil({ ...curves, rule: descent(0.2), steps: 3 }),
  ];

  it('adapts and predicts as anil does, bit for bit', () => {
    tf.tidy(() => {
      const params = startOf(cut);
      const { support, query } = episode();
      const [ours, theirs] = [cut, whole].map((learner) => learner.adapt(params, support, atTest));
      expectTreesEqual(ours ?? {}, theirs ?? {});
      const [left, right] = [cut, whole].map((learner) =>
        learner.predict(params, learner.adapt(params, support, atTest), query.x, atTest),
      ) as [tf.Tensor, tf.Tensor];
      expectTreesEqual(left, right);
    });
  });

  it('has the gradient of anil by the head, and the first-order one of anil by the body', () => {
    tf.tidy(() => {
      const params = startOf(cut);
      const found = gradientOf(cut, params, episode());
      const [exact, first] = (['exact', 'first'] as const).map((order) => gradientOf(whole, params, episode(), order));
      expectTreesClose(below(found, 'head'), below(exact ?? {}, 'head'));
      expectTreesClose(below(found, 'body'), below(first ?? {}, 'body'));
      expect(relativeError(below(found, 'body'), below(exact ?? {}, 'body'))).toBeGreaterThan(0.05);
    });
  });

  it('agrees with finite differences by the head', () => {
    tf.tidy(() => {
      const params = startOf(cut);
      checkGradients(
        (at, context) => meanObjective(cut, { ...params, ...at }, episode(), context),
        below(params, 'head'),
      );
    });
  });

  it('takes no derivative through the features of the support', () => {
    tf.tidy(() => {
      // A query without features: the only way from the body to the loss is then through the steps of the head.
      const { support, query } = episode();
      const blank = { support, query: { x: tf.zerosLike(query.x), y: query.y } };
      const biasless = { ...startOf(cut), 'model/body/layer/bias': tf.zeros([4]) };
      const name = 'model/body/layer/kernel';
      const of = (learner: typeof cut): number =>
        tf.norm(leaf(gradientOf(learner, biasless, blank), name)).dataSync()[0] as number;
      expect(of(cut)).toBe(0);
      expect(of(whole)).toBeGreaterThan(1e-3);
    });
  });

  it('keeps statistics of the support that normalise the query as a path to the body', () => {
    tf.tidy(() => {
      const learner = lastLayer({
        body: normalisedBody('support'),
        head: head(3),
        rule: descent(0),
        loss: crossEntropy,
      });
      // With a rate of 0 nothing but the statistics comes from the support.
      const params = startOf(learner);
      const episodes = classes({ tasks: 2, shots: 2, queries: 2 }, seed(4));
      const key = seed(1);
      const { grads } = referenceMetaGradient().estimate({ learner, params, episode: episodes, key });
      const objective = (at: ParamTree, context: Context): tf.Tensor =>
        meanObjective(learner, { ...params, ...at }, episodes, context);
      compareWithDifferences(
        (at) => objective(at, { key, mode: 'train', order: 'exact' }),
        grads,
        pick(params, (leafName) => leafName in grads),
      );
    });
  });

  it('learns', () => {
    const at = (step: number): Episode => regression({ tasks: 8, shots: 5, queries: 5 }, seed(40).fold(step));
    const learner = lastLayer({ ...curves, rule: descent(0.3), steps: 1 });
    const params = metaTrained(learner, at, { steps: 150, rate: 0.3 });
    const unseen = at(1000);
    const [before, after] = lossesOf(learner, params, unseen) as [number, number];
    expect(after).toBeLessThan(0.7 * before);
    tf.dispose([params, unseen]);
  });

  it('refuses a head without parameters', () => {
    expect(() => lastLayer({ ...curves, head: flatten(), rule: descent(0.1) })).toThrow('lastLayer: the head has no');
  });
});
