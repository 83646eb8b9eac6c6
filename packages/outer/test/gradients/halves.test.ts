import {
  initialize,
  meanSquaredError,
  pick,
  searchMlp,
  seed,
  sliceTasks,
  throughAdaptation,
  useBackend,
} from '@innerloop/core';
import type { Episode, Estimate, ParamTree } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, regressionEpisodes, relativeError } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { halves, maml } from '../../src/index.js';
import { descent } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = searchMlp({ inputs: 1, outputs: 1, units: 3, nodes: 1, cells: 1, operations: ['tanh', 'identity'] });
const learner = maml({ model, rule: descent(0.1), loss: meanSquaredError, adapts: ['weights/'] });
const exact = throughAdaptation('exact', { order: 'exact' });
const second = ['model/architecture/'];
const isArchitecture = (name: string): boolean => name.startsWith('model/architecture/');
const architecture = (grads: ParamTree): ParamTree => pick(grads, isArchitecture);
const weights = (grads: ParamTree): ParamTree => pick(grads, (name) => !isArchitecture(name));

const episodeOf = (tasks: number, at: number): Episode =>
  regressionEpisodes({ inputs: 1 })({ tasks, shots: 4, queries: 3 }, seed(at));
const joined = (one: Episode, other: Episode): Episode => ({
  support: { x: tf.concat([one.support.x, other.support.x]), y: tf.concat([one.support.y, other.support.y]) },
  query: { x: tf.concat([one.query.x, other.query.x]), y: tf.concat([one.query.y, other.query.y]) },
});
const params = (): ParamTree => initialize(learner.specs, seed(2));
const estimate = (episode: Episode, how = halves({ of: exact, second })): Estimate =>
  how.estimate({ learner, params: params(), episode, key: seed(3) });

describe('halves', () => {
  it('teaches weights by the first half of the tasks and the architecture by the second, and by no other', () => {
    tf.tidy(() => {
      const [a, b, c] = [episodeOf(2, 5), episodeOf(2, 6), episodeOf(2, 7)] as const;
      const found = estimate(joined(a, b)).grads;
      expectTreesClose(weights(found), weights(estimate(a, exact).grads));
      expectTreesClose(architecture(found), architecture(estimate(b, exact).grads));
      const [otherSecond, otherFirst] = [estimate(joined(a, c)).grads, estimate(joined(c, b)).grads];
      expectTreesEqual(weights(otherSecond), weights(found));
      expectTreesEqual(architecture(otherFirst), architecture(found));
      for (const name of Object.keys(architecture(found)))
        expect(relativeError(otherSecond[name] as tf.Tensor, found[name] as tf.Tensor)).toBeGreaterThan(1e-3);
    });
  });

  it('is the gradient itself where both halves are the same tasks, and its loss the mean of both', () => {
    tf.tidy(() => {
      const [a, b] = [episodeOf(2, 5), episodeOf(2, 6)] as const;
      expectTreesClose(estimate(joined(a, a)).grads, estimate(a, exact).grads);
      const whole = joined(a, b);
      expectTreesClose(estimate(whole).loss, estimate(whole, exact).loss);
      expectTreesEqual(sliceTasks(whole, 2, 2).query.x, b.query.x);
    });
  });

  it('says that it needs the whole meta-batch, since a slice of it has other halves', () => {
    expect(halves({ of: exact, second }).wholeBatch).toBe(true);
  });

  it('refuses an odd number of tasks, and leaves that leave a half without any', () => {
    tf.tidy(() => {
      expect(() => estimate(episodeOf(3, 5))).toThrow('expected an even number of tasks, got 3');
      expect(() => estimate(episodeOf(2, 5), halves({ of: exact, second: ['nothing/'] }))).toThrow('names none of');
      expect(() => estimate(episodeOf(2, 5), halves({ of: exact, second: ['model/'] }))).toThrow('names all of');
      expect(() => halves({ of: exact, second: [] })).toThrow('second names no leaf');
    });
  });
});
