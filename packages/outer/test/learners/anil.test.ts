import {
  crossEntropy,
  dense,
  flatten,
  leaf,
  mapParams,
  meanSquaredError,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import {
  checkMetaGradient,
  expectTreesClose,
  expectTreesEqual,
  learnerLaws,
  referenceMetaGradient,
  referenceRule,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anil, maml, miniBatches } from '../../src/index.js';
import { descent } from '../support/quadratic.js';
import {
  atTest,
  body,
  classes,
  counting,
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

learnerLaws('anil on regression', {
  learner: anil({ ...curves, rule: descent(0.1), steps: 2 }),
  episodes: regression,
  steps: 2,
});

learnerLaws('anil on classification, with a rule that learns', {
  learner: anil({ body, head: head(3), rule: referenceRule(0.3), loss: crossEntropy, steps: 3 }),
  episodes: classes,
  steps: 3,
});

learnerLaws('anil with statistics of the support', {
  learner: anil({
    body: normalisedBody('support'),
    head: head(3),
    rule: descent(0.1),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classes,
  steps: 2,
});

learnerLaws('anil with statistics of the batch', {
  learner: anil({ body: normalisedBody('batch'), head: head(3), rule: descent(0.1), loss: crossEntropy, steps: 2 }),
  episodes: classes,
  steps: 2,
  transductive: true,
});

describe('anil', () => {
  it('is maml that adapts the head, leaf by leaf, whatever rate and steps, in either order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.3, noNaN: true }), fc.integer({ min: 0, max: 4 }), (rate, steps) => {
        tf.tidy(() => {
          const options = { rule: descent(rate), loss: meanSquaredError, steps };
          const ours = anil({ ...curves, ...options });
          const theirs = maml({ ...options, model: sequential({ body, head: head(1) }), adapts: ['head/'] });
          expect(Object.keys(ours.specs)).toEqual(Object.keys(theirs.specs));
          const params = startOf(ours);
          const { support } = episode();
          expectTreesClose(ours.adapt(params, support, atTest), theirs.adapt(params, support, atTest));
          for (const order of ['exact', 'first'] as const) {
            expectTreesClose(gradientOf(ours, params, episode(), order), gradientOf(theirs, params, episode(), order));
          }
        });
      }),
      { numRuns: 6 },
    );
  });

  it('moves the head alone: the body is not among what is adapted', () => {
    tf.tidy(() => {
      const learner = anil({ ...curves, rule: descent(0.1), steps: 3 });
      const { params } = learner.adapt(startOf(learner), episode().support, atTest);
      expect(Object.keys(params)).toEqual(['model/head/kernel', 'model/head/bias']);
    });
  });

  it('runs the body once on the support and once on the query, whatever the number of steps', () => {
    for (const steps of [1, 7]) {
      const { model, applied } = counting(body);
      const learner = anil({ ...curves, body: model, rule: descent(0.1), steps });
      tf.tidy(() => {
        referenceMetaGradient().estimate({ learner, params: startOf(learner), episode: episode(), key: seed(1) });
      });
      expect(applied()).toBe(2);
    }
  });

  it('has a meta-gradient by the body that the first order lacks: features of the support shape the steps of the head', () => {
    tf.tidy(() => {
      const learner = anil({ ...curves, rule: descent(0.2) });
      const params = startOf(learner);
      const [whole, cut] = (['exact', 'first'] as const).map((order) =>
        leaf(gradientOf(learner, params, episode(), order), 'model/body/layer/kernel'),
      ) as [tf.Tensor, tf.Tensor];
      const share = tf.div(tf.norm(tf.sub(whole, cut)), tf.norm(whole)).dataSync()[0] as number;
      expect(share).toBeGreaterThan(0.05);
    });
  });

  it('agrees with finite differences after five steps', () => {
    tf.tidy(() => {
      checkMetaGradient(anil({ ...curves, rule: descent(0.1), steps: 5 }), {
        episode: episode(),
        metaGradient: referenceMetaGradient(),
      });
    });
  });

  it('reaches the least squares of its features that are nearest to where the head starts', () => {
    tf.tidy(() => {
      const learner = anil({
        body: flatten(),
        head: dense({ inputs: 3, outputs: 1, bias: false }),
        rule: descent(0.1),
        loss: meanSquaredError,
        testSteps: 12,
      });
      const name = 'model/head/kernel';
      // Orthogonal rows of squared length 9, from whose fit the start is 0.9 and −0.9 away: it moves by 0.1 and −0.1 of them.
      const x = tf.tensor3d([
        [
          [1, 2, 2],
          [2, 1, -2],
        ],
      ]);
      const y = tf.tensor3d([[[1], [-0.7]]]);
      const start = { [name]: tf.tensor2d([[0.3], [-0.2], [0.1]]) };
      const { params } = learner.adapt(start, { x, y }, atTest);
      expectTreesClose(leaf(params, name), tf.tensor3d([[[0.2], [-0.1], [0.5]]]), { tolerance: 1e-5 });
    });
  });

  it('gives mini-batches of the features to its steps', () => {
    tf.tidy(() => {
      const seen: number[] = [];
      const spied = head(1);
      const learner = anil({
        ...curves,
        head: {
          ...spied,
          apply: (params, x, context) => (seen.push(x.shape[1] as number), spied.apply(params, x, context)),
        },
        rule: descent(0.1),
        steps: 2,
        batches: miniBatches(3),
      });
      learner.adapt(startOf(learner), episode().support, { ...atTest, mode: 'train' });
      expect(seen).toEqual([3, 3]);
    });
  });

  it('learns a body on whose features a head is learned in one step', () => {
    const learner = anil({ ...curves, rule: descent(0.3), steps: 1 });
    const at = (step: number): Episode => regression({ tasks: 8, shots: 5, queries: 5 }, seed(40).fold(step));
    const params = metaTrained(learner, at, { steps: 150, rate: 0.3 });
    const fresh = tf.tidy(() => startOf(learner));
    const unseen = at(1000);
    const [before, after] = lossesOf(learner, params, unseen) as [number, number];
    const [, untrained] = lossesOf(learner, fresh, unseen) as [number, number];
    expect(after).toBeLessThan(0.6 * before);
    expect(after).toBeLessThan(0.8 * untrained);
    tf.dispose([params, fresh, unseen]);
  });

  it('leaves its meta-parameters as they are, bit for bit', () => {
    tf.tidy(() => {
      const learner = anil({ ...curves, rule: descent(0.1), steps: 3 });
      const params = startOf(learner);
      const copy = mapParams(params, (tensor) => tf.tensor(tensor.dataSync(), tensor.shape));
      learner.adapt(params, episode().support, atTest);
      expectTreesEqual(params, copy);
    });
  });

  it('refuses a head without parameters, and steps that are none', () => {
    expect(() => anil({ ...curves, head: flatten(), rule: descent(0.1) })).toThrow(
      'anil: the head has no learned leaf, so the inner loop would move nothing.',
    );
    expect(() => anil({ ...curves, rule: descent(0.1), steps: -1 })).toThrow('anil: steps must be an integer');
  });
});
