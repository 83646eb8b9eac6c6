import '@tensorflow/tfjs-backend-cpu';
import { initialize, seed, tidy, useBackend } from '@innerloop/core';
import type { InnerLearner, ParamTree, Tree, UpdateRule } from '@innerloop/core';
import { meanObjective, referenceMetaGradient } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, alfa, groups, lslr, metaCurvature, metaSgd, sgd } from '../../src/index.js';
import { lineLearner, unevenLines } from '../support/linear.js';

beforeAll(() => useBackend('cpu'));

const steps = 2;

/** Meta-trains for a while; all learners see the same tasks. */
function trained(learner: InnerLearner): ParamTree {
  const outer: UpdateRule = adam(0.05);
  const key = seed(1);
  const specs = learner.specs;
  const context = { key, mode: 'train', order: 'exact' } as const;
  return tidy(() => {
    let params = initialize(specs, key.fold('params'));
    let state: Tree = outer.start({ specs, rule: {}, params, context });
    for (let iteration = 0; iteration < 120; iteration++) {
      ({ params, state } = tidy(() => {
        const episode = unevenLines({ tasks: 8, shots: 12, queries: 12 }, key.fold(iteration));
        const { grads, loss } = referenceMetaGradient().estimate({ learner, params, episode, key });
        return outer.update({ specs, rule: {}, params, state, grads, loss, context });
      }));
    }
    return params;
  });
}

/** The loss of new tasks after adaptation. */
const lossOf = (rule: UpdateRule): number =>
  tf.tidy(() => {
    const learner = lineLearner(rule, steps);
    const params = trained(learner);
    const episode = unevenLines({ tasks: 100, shots: 12, queries: 12 }, seed(2));
    const context = { key: seed(3), mode: 'test', order: 'exact' } as const;
    return meanObjective(learner, params, episode, context).dataSync()[0] ?? NaN;
  });

describe('where no one rate suits all parameters', () => {
  const rate = 0.1;
  let baseline = NaN;
  beforeAll(() => {
    baseline = lossOf(sgd(rate));
  });

  it.each([
    ['metaSgd', metaSgd({ rate })],
    ['lslr', lslr({ steps, rate })],
    ['alfa', alfa({ steps, rate })],
    ['metaCurvature', metaCurvature(rate)],
    ['learned groups', groups({ 'head/kernel': 1, 'head/bias': 1 }, { learned: true })(sgd(rate))],
  ] as const)(
    '%s learns what adapts to new tasks at less than half the loss of a learned start',
    (_, rule: UpdateRule) => {
      expect(lossOf(rule)).toBeLessThan(0.5 * baseline);
    },
  );
});
