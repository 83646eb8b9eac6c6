import '@tensorflow/tfjs-backend-cpu';
import { initialize, seed, useBackend } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import { referenceMetaGradient } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { alfa, groups, lslr, metaCurvature, metaSgd, sgd } from '../../src/index.js';
import { quadraticEpisode, quadraticLearner } from '../support/quadratic.js';

beforeAll(() => useBackend('cpu'));

/** The estimate on the quadratic task, as numbers. */
function estimate(
  rule: UpdateRule,
  steps: number,
  order: 'exact' | 'first' = 'exact',
  own: () => ParamTree = () => ({}),
): Record<string, number[]> {
  return tf.tidy(() => {
    const learner = quadraticLearner(rule, steps);
    const params = { ...initialize(learner.specs, seed(0)), ...own() };
    const found = referenceMetaGradient(order).estimate({ learner, params, episode: quadraticEpisode(), key: seed(0) });
    const entries = Object.entries({ ...found.grads, loss: found.loss });
    return Object.fromEntries(entries.map(([name, tensor]) => [name, [...tensor.dataSync()]]));
  });
}

const close = (actual: readonly number[] | undefined, ...expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs((actual?.[i] ?? NaN) - value)).toBeLessThan(1e-5 * Math.abs(value)));
};

describe('on the quadratic task of one parameter', () => {
  it('sgd gives the meta-gradient of MAML after one and two steps', () => {
    close(estimate(sgd(0.1), 1)['loss'], 34.56);
    close(estimate(sgd(0.1), 1)['model/t'], 12.96);
    close(estimate(sgd(0.1), 2)['model/t'], 11.2266);
  });

  it('sgd gives the first-order meta-gradient after one and two steps', () => {
    close(estimate(sgd(0.1), 1, 'first')['model/t'], 14.4);
    close(estimate(sgd(0.1), 2, 'first')['model/t'], 13.86);
  });

  it('metaSgd gives the gradient of its rate, whether or not inner gradients are cut', () => {
    close(estimate(metaSgd({ rate: 0.1 }), 1)['rule/t'], -28.8);
    close(estimate(metaSgd({ rate: 0.1 }), 1, 'first')['rule/t'], -28.8);
  });

  it('metaSgd has the meta-gradient of sgd when its rate is the same', () => {
    close(estimate(metaSgd({ rate: 0.1 }), 1)['model/t'], 12.96);
    close(estimate(metaSgd({ rate: 0.1 }), 2)['model/t'], 11.2266);
  });

  it('lslr gives each rate −g(φ_k) v_{k+1}, with v the backward recursion of MAML', () => {
    // φ = 3, 2.8, 2.44; g = 2, 1.8; v_2 = 3 · 4.44 = 13.32, v_1 = (1 − 0.2) v_2 = 10.656, v_0 = (1 − 0.1) v_1
    const found = estimate(lslr({ steps: 2 }), 2, 'exact', () => ({ 'rule/t': tf.tensor1d([0.1, 0.2]) }));
    close(found['rule/t'], -2 * 10.656, -1.8 * 13.32);
    close(found['model/t'], 0.9 * 10.656);
    close(estimate(lslr({ steps: 1, rate: 0.1 }), 1)['rule/t'], -28.8);
  });

  it('alfa gives its decay −θ L_Q′(φ) where the generator gives 1 and nothing decays yet', () => {
    const one = (): ParamTree => ({ 'rule/generator/head/kernel': tf.zeros([2, 2]) });
    const found = estimate(alfa({ steps: 1, rate: 0.1, decay: 0 }), 1, 'exact', one);
    close(found['rule/decay/t'], -3 * 14.4);
    close(found['rule/rate/t'], -28.8);
    close(found['model/t'], 12.96);
  });

  it('factors of metaCurvature and of learned groups have α times the gradient of the rate', () => {
    close(estimate(metaCurvature(0.1), 1)['rule/t/factor'], -2.88);
    close(estimate(groups({ '': 1 }, { learned: true })(sgd(0.1)), 1)['rule/factors'], -2.88);
    close(estimate(metaCurvature(0.1), 2)['model/t'], 11.2266);
  });
});
