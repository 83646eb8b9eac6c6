import { initialize, isLearned, leaf, meanSquaredError, seed, sliceTasks, useBackend } from '@innerloop/core';
import type { Context, Episode } from '@innerloop/core';
import {
  expectTreesClose,
  learnerLaws,
  referenceModel,
  referenceRule,
  regressionEpisodes,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maml, scratch } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = referenceModel({ inputs: 1, hidden: 4, outputs: 1 });
const testing: Context = { key: seed(5), mode: 'test', order: 'first' };
const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));

learnerLaws('scratch with a rule that learns', {
  learner: scratch({ model, rule: referenceRule(0.2), loss: meanSquaredError, steps: 3 }),
  episodes: regressionEpisodes(),
  steps: 3,
});

describe('scratch', () => {
  const learner = scratch({ model, rule: descent(0.1), loss: meanSquaredError, steps: 4 });

  it('has nothing that passes from task to task, but what a rule learns', () => {
    expect(Object.values(learner.specs).some(isLearned)).toBe(false);
    const { specs } = scratch({ model, rule: referenceRule(0.1), loss: meanSquaredError });
    expect(Object.keys(specs).filter((name) => isLearned(specs[name]))).toEqual(['rule/rate']);
  });

  it('begins every task with another network, whatever the parameters that it is given', () => {
    tf.tidy(() => {
      const { support } = episode();
      const start = (params: number): tf.Tensor =>
        leaf(learner.initial(initialize(learner.specs, seed(params)), support, testing).params, 'model/hidden/kernel');
      const [first, second] = tf.unstack(start(1));
      expect(relativeError(first as tf.Tensor, second as tf.Tensor)).toBeGreaterThan(0.1);
      expectTreesClose(start(2), start(1), { tolerance: 0 });
    });
  });

  it('trains each network as maml adapts an initialisation', () => {
    tf.tidy(() => {
      const other = maml({ model, rule: descent(0.1), loss: meanSquaredError, steps: 4 });
      const params = initialize(learner.specs, seed(1));
      const { support } = episode();
      const all = learner.adapt(params, support, testing).params;
      const begun = learner.initial(params, support, testing).params;
      for (let task = 0; task < 3; task++) {
        const own = Object.fromEntries(
          Object.entries(sliceTasks(begun, task, 1)).map(([name, tensor]) => [name, tf.squeeze(tensor, [0])]),
        );
        const alone = other.adapt(own, sliceTasks(support, task, 1), testing).params;
        expectTreesClose(sliceTasks(all, task, 1), alone, { tolerance: 1e-5 });
      }
    });
  });

  it('refuses a model without anything to learn', () => {
    const nothing = { specs: {}, apply: (_: unknown, x: tf.Tensor) => x };
    expect(() => scratch({ model: nothing, rule: descent(0.1), loss: meanSquaredError })).toThrow(
      'scratch: the model has no learned leaf',
    );
  });
});
