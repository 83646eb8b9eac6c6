import '@tensorflow/tfjs-backend-cpu';
import { initialize, seed, useBackend } from '@innerloop/core';
import type { UpdateRule } from '@innerloop/core';
import { referenceMetaGradient } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaSgd, sgd } from '../../src/index.js';
import { quadraticEpisode, quadraticLearner } from '../support/quadratic.js';

beforeAll(() => useBackend('cpu'));

/** The estimate on the quadratic task, as numbers. */
function estimate(rule: UpdateRule, steps: number, order: 'exact' | 'first' = 'exact'): Record<string, number> {
  return tf.tidy(() => {
    const learner = quadraticLearner(rule, steps);
    const params = initialize(learner.specs, seed(0));
    const found = referenceMetaGradient(order).estimate({ learner, params, episode: quadraticEpisode(), key: seed(0) });
    const entries = Object.entries({ ...found.grads, loss: found.loss });
    return Object.fromEntries(entries.map(([name, tensor]) => [name, tensor.dataSync()[0] ?? NaN]));
  });
}

const close = (actual: number | undefined, expected: number): void => {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThan(1e-5 * Math.abs(expected));
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
});
