import {
  crossEntropy,
  dense,
  flatten,
  leaf,
  meanSquaredError,
  orthogonal,
  pick,
  seed,
  sequential,
  useBackend,
} from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import {
  checkMetaGradient,
  expectTreesClose,
  learnerLaws,
  referenceMetaGradient,
  referenceRule,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anil, boil, maml } from '../../src/index.js';
import { descent } from '../support/quadratic.js';
import {
  atTest,
  body,
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

learnerLaws('boil on regression', {
  learner: boil({ ...curves, rule: descent(0.1), steps: 2 }),
  episodes: regression,
  steps: 2,
});

learnerLaws('boil on classification, with a rule that learns and statistics of the support', {
  learner: boil({
    body: normalisedBody('support'),
    head: head(3),
    rule: referenceRule(0.3),
    loss: crossEntropy,
    steps: 2,
  }),
  episodes: classes,
  steps: 2,
});

learnerLaws('boil with a fixed head', {
  learner: boil({ body, head: head(3), rule: descent(0.3), loss: crossEntropy, steps: 2, fixedHead: true }),
  episodes: classes,
  steps: 2,
});

describe('boil', () => {
  it('is maml that adapts the body, whatever rate and steps, in either order', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.3, noNaN: true }), fc.integer({ min: 0, max: 3 }), (rate, steps) => {
        tf.tidy(() => {
          const options = { rule: descent(rate), loss: meanSquaredError, steps };
          const ours = boil({ ...curves, ...options });
          const theirs = maml({ ...options, model: sequential({ body, head: head(1) }), adapts: ['body/'] });
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

  it('moves the body alone, and learns the head outside', () => {
    tf.tidy(() => {
      const learner = boil({ ...curves, rule: descent(0.1), steps: 2 });
      const params = startOf(learner);
      const adapted = learner.adapt(params, episode().support, atTest).params;
      expect(Object.keys(adapted)).toEqual(['model/body/layer/kernel', 'model/body/layer/bias']);
      expect(tf.norm(leaf(gradientOf(learner, params, episode()), 'model/head/kernel')).dataSync()[0]).toBeGreaterThan(
        0,
      );
    });
  });

  it('and anil together move what maml moves in one step: their displacements are its parts', () => {
    tf.tidy(() => {
      const options = { ...curves, rule: descent(0.2) };
      const whole = maml({ rule: descent(0.2), loss: meanSquaredError, model: sequential({ body, head: head(1) }) });
      const params = startOf(whole);
      const { support } = episode();
      const halves = [boil(options), anil(options)].map((learner) => learner.adapt(params, support, atTest).params);
      expectTreesClose({ ...halves[0], ...halves[1] }, whole.adapt(params, support, atTest).params);
    });
  });

  it('with a fixed head leaves it to no loop', () => {
    tf.tidy(() => {
      const free = boil({ ...curves, rule: descent(0.1) });
      const bound = boil({ ...curves, rule: descent(0.1), fixedHead: true });
      const params = startOf(free);
      const grads = gradientOf(bound, params, episode());
      expect(Object.keys(grads)).toEqual(['model/body/layer/kernel', 'model/body/layer/bias']);
      expectTreesClose(
        grads,
        pick(gradientOf(free, params, episode()), (name) => name in grads),
      );
    });
  });

  it('agrees with finite differences after three steps', () => {
    tf.tidy(() => {
      checkMetaGradient(boil({ ...curves, rule: descent(0.1), steps: 3 }), {
        episode: episode(),
        metaGradient: referenceMetaGradient(),
      });
    });
  });

  it('learns classes below a fixed head whose columns are orthonormal', () => {
    const learner = boil({
      body,
      head: dense({ inputs: 4, outputs: 3, initializer: orthogonal() }),
      rule: descent(3),
      loss: crossEntropy,
      steps: 3,
      fixedHead: true,
    });
    const at = (step: number): Episode => classes({ tasks: 8, shots: 2, queries: 3 }, seed(41).fold(step));
    const params = metaTrained(learner, at, { steps: 60, rate: 0.3 });
    const unseen = classes({ tasks: 30, shots: 2, queries: 3 }, seed(42));
    const [, after] = lossesOf(learner, params, unseen) as [number, number];
    expect(after).toBeLessThan(0.75 * Math.log(3));
    tf.dispose([params, unseen]);
  });

  it('refuses a body without parameters', () => {
    expect(() => boil({ ...curves, body: flatten(), rule: descent(0.1) })).toThrow(
      'boil: the body has no learned leaf, so the inner loop would move nothing.',
    );
  });
});
