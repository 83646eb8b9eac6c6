import { disposeTree, leaf, meanSquaredError, mlp, peakMemory, seed, tidy, useBackend } from '@innerloop/core';
import type { AnyInnerLearner, Episode } from '@innerloop/core';
import { expectNoLeaks, expectTreesEqual, referenceRule, regressionEpisodes, relativeError } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { maml, proximal, truncated } from '../../src/index.js';
import { exactly, firstly, gradientOf, valuesFor } from '../support/gradients.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const episode = (): Episode => tidy(() => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9)));
const learned = (steps: number): AnyInnerLearner =>
  maml({ model, rule: referenceRule(0.2), loss: meanSquaredError, steps, penalty: proximal({ strength: 0.5 }) });

describe('truncated', () => {
  it('is the first-order meta-gradient for no steps and the exact one for all, whatever the rule learns', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 }), (steps, more) =>
        tf.tidy(() => {
          const of = (how: Parameters<typeof gradientOf>[1]) => gradientOf(learned(steps), how, episode());
          expectTreesEqual(of(truncated({ steps: 0 })), of(firstly));
          expectTreesEqual(of(truncated({ steps: steps + more })), of(exactly));
        }),
      ),
      { numRuns: 12 },
    );
  });

  it.each([0, 1, 2, 3, 4])('is (1 − α)ⁿ ∇L_Q(φ_K) on the golden quadratic, for n = %i of 3 steps', (steps) => {
    tf.tidy(() => {
      const learner = maml({ model: point, rule: descent(0.1), loss: quadratic, steps: 3 });
      const found = leaf(gradientOf(learner, truncated({ steps }), goldenEpisode()), 'model/theta').dataSync()[0];
      const last = 1 + 2 * 0.9 ** 3;
      expect(found).toBeCloseTo(3 * (last + 2) * 0.9 ** Math.min(steps, 3), 4);
    });
  });

  it('comes nearer to the exact meta-gradient with every step, where the inner steps contract', () => {
    tf.tidy(() => {
      const learner = maml({
        model: point,
        rule: descent(0.2),
        loss: quadratic,
        steps: 8,
        penalty: proximal({ strength: 1 }),
      });
      const whole = gradientOf(learner, exactly, goldenEpisode());
      const errors = [0, 2, 4, 6].map((steps) =>
        relativeError(gradientOf(learner, truncated({ steps }), goldenEpisode()), whole),
      );
      errors.slice(1).forEach((error, i) => expect(error).toBeLessThan(0.6 * (errors[i] ?? 0)));
    });
  });

  it('needs no more memory for many steps than for few', () => {
    const params = valuesFor(learned(1));
    const data = tidy(() => regressionEpisodes()({ tasks: 3, shots: 200, queries: 5 }, seed(9)));
    const bytes = (steps: number): number =>
      peakMemory(() => disposeTree(gradientOf(learned(steps), truncated({ steps: 2 }), data, params))).bytes;
    expect(bytes(24)).toBeLessThan(1.2 * bytes(4));
    disposeTree([params, data]);
  });

  it('leaks nothing, and refuses numbers that are none of steps', async () => {
    const learner = learned(4);
    const [params, data] = [valuesFor(learner), episode()];
    await expectNoLeaks(() => gradientOf(learner, truncated({ steps: 2 }), data, params));
    disposeTree([params, data]);
    expect(() => truncated({ steps: -1 })).toThrow('truncated: steps must be an integer of at least 0, got -1.');
    expect(() => truncated({ steps: 0.5 })).toThrow('got 0.5');
  });
});
