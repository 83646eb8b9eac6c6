import {
  batchNorm,
  crossEntropy,
  dense,
  disposeTree,
  meanSquaredError,
  mlp,
  peakMemory,
  seed,
  sequential,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, Episode, MetaGradient } from '@innerloop/core';
import {
  classificationEpisodes,
  expectNoLeaks,
  expectTreesClose,
  expectTreesEqual,
  referenceMomentum,
  referenceRule,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpointed, maml, miniBatches, proximal, truncated } from '../../src/index.js';
import { exactly, gradientOf, valuesFor } from '../support/gradients.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const curves = (): Episode => tidy(() => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9)));
const classes = (): Episode =>
  tidy(() => classificationEpisodes({ features: [2], ways: 3 })({ tasks: 2, shots: 2, queries: 2 }, seed(9)));
const normalised = (statistics: 'running' | 'support') =>
  sequential({
    body: dense({ inputs: 2, outputs: 4 }),
    norm: batchNorm({ features: 4, statistics }),
    head: dense({ inputs: 4, outputs: 3 }),
  });

/** Everything that a step may carry from one to the next, or use. */
const subjects: Readonly<Record<string, readonly [(steps: number) => AnyInnerLearner, () => Episode]>> = {
  'gradient descent on all leaves': [
    (steps) => maml({ model, rule: descent(0.1), loss: meanSquaredError, steps }),
    curves,
  ],
  'a learned rate and a learned penalty': [
    (steps) =>
      maml({
        model,
        rule: referenceRule(0.1),
        loss: meanSquaredError,
        steps,
        penalty: proximal({ strength: 0.5, learned: true }),
      }),
    curves,
  ],
  'a rule with a state, on mini-batches of a head': [
    (steps) =>
      maml({
        model,
        rule: referenceMomentum(0.1),
        loss: meanSquaredError,
        steps,
        adapts: ['head/'],
        batches: miniBatches(2),
      }),
    curves,
  ],
  'statistics of the support': [
    (steps) => maml({ model: normalised('support'), rule: descent(0.1), loss: crossEntropy, steps }),
    classes,
  ],
  'running averages': [
    (steps) => maml({ model: normalised('running'), rule: descent(0.1), loss: crossEntropy, steps }),
    classes,
  ],
};

function estimates(learner: AnyInnerLearner, how: MetaGradient<AnyInnerLearner>, episode: Episode) {
  const params = valuesFor(learner);
  return how.estimate({ learner, params, episode, key: seed(1) });
}

describe('checkpointed', () => {
  it.each(Object.entries(subjects))('is the exact meta-gradient, loss and reports with %s', (_name, [of, episode]) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 13 }), (steps) =>
        tf.tidy(() => {
          const learner = of(steps);
          const [found, expected] = [checkpointed(), exactly].map((how) => estimates(learner, how, episode()));
          expectTreesEqual(
            { loss: found?.loss as tf.Tensor, reported: found?.reported ?? {} },
            { loss: expected?.loss as tf.Tensor, reported: expected?.reported ?? {} },
          );
          expectTreesClose(found?.grads ?? {}, expected?.grads ?? {}, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 4, examples: [[0], [9]] },
    );
  });

  it('needs no more memory for many steps than for few, where the exact one needs that of every step', () => {
    const of = (steps: number): AnyInnerLearner => maml({ model, rule: descent(0.05), loss: meanSquaredError, steps });
    const params = valuesFor(of(1));
    const data = tidy(() => regressionEpisodes()({ tasks: 2, shots: 200, queries: 5 }, seed(9)));
    const bytes = (how: MetaGradient<AnyInnerLearner>, steps: number): number =>
      peakMemory(() => disposeTree(gradientOf(of(steps), how, data, params))).bytes;
    const growth = (how: MetaGradient<AnyInnerLearner>): number => bytes(how, 32) / bytes(how, 4);
    expect(growth(checkpointed())).toBeLessThan(1.25);
    expect(growth(exactly)).toBeGreaterThan(6);
    expect(bytes(checkpointed(), 4)).toBeLessThan(1.3 * bytes(truncated({ steps: 1 }), 4));
    disposeTree([params, data]);
  });

  it('leaks nothing', async () => {
    for (const [of, episode] of Object.values(subjects)) {
      const learner = of(10);
      const [params, data] = [valuesFor(learner), episode()];
      await expectNoLeaks(() => gradientOf(learner, checkpointed(), data, params));
      disposeTree([params, data]);
    }
  });
});
