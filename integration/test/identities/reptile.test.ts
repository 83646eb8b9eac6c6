import '@tensorflow/tfjs-backend-cpu';
import {
  initialize,
  leaf,
  mapParams,
  mapTree,
  meanSquaredError,
  mlp,
  seed,
  sliceTasks,
  useBackend,
} from '@innerloop/core';
import type { AnyInnerLearner, Batch, Episode, MetaGradient, ParamTree } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml, reptile } from '@innerloop/outer';
import type { Batches } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, regressionEpisodes, relativeError } from '@innerloop/testkit';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenEpisode, point, quadratic } from '../support/golden-quadratic.js';
import { objectiveOf, plus } from '../support/objectives.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });

/** One half of the support in even steps, the other in odd ones. */
const halves: Batches = (support, step) => mapTree(support, (tensor) => tf.split(tensor, 2, 1)[step % 2] as tf.Tensor);

const learner = (rate: number, steps: number): AnyInnerLearner =>
  maml({ model, rule: sgd(rate), loss: meanSquaredError, steps, batches: halves });

/** Two batches of a task, which are its support, and the second again as its query: what the meta-gradients are compared on. */
function twoBatches(): { readonly episode: Episode; readonly first: Batch; readonly second: Batch } {
  const { support, query } = regressionEpisodes()({ tasks: 1, shots: 4, queries: 4 }, seed(12));
  const both = { x: tf.concat([support.x, query.x], 1), y: tf.concat([support.y, query.y], 1) };
  return { episode: { support: both, query }, first: support, second: query };
}

describe('near a rate of 0 [row 8]', () => {
  /** What is left of a meta-gradient beyond its Taylor terms. */
  function residual(how: 'exact' | 'first order' | 'reptile', rate: number): number {
    return tf.tidy(() => {
      const { episode, first, second } = twoBatches();
      const one = objectiveOf(model, meanSquaredError, first);
      const two = objectiveOf(model, meanSquaredError, second);
      const params = initialize(learner(rate, 1).specs, seed(2));
      const [g1, g2] = [one.gradient(params), two.gradient(params)];
      const [h2g1, h1g2] = [two.curvature(params, g1), one.curvature(params, g2)];
      const estimate = (of: MetaGradient<AnyInnerLearner>, steps: number): ParamTree =>
        of.estimate({ learner: learner(rate, steps), params, episode, key: seed(1) }).grads;
      const taylor = {
        exact: () => [estimate(exact(), 1), plus(plus(g2, -rate, h2g1), -rate, h1g2)],
        'first order': () => [estimate(firstOrder(), 1), plus(g2, -rate, h2g1)],
        reptile: () => [estimate(reptile({ scale: 1 / rate }), 2), plus(plus(g1, 1, g2), -rate, h2g1)],
      };
      const [found, terms] = taylor[how]() as [ParamTree, ParamTree];
      return relativeError(found, terms);
    });
  }

  it.each(['exact', 'first order', 'reptile'] as const)('the %s meta-gradient has its Taylor terms', (how) => {
    expect(residual(how, 0.01) / residual(how, 0.005)).toBeGreaterThan(3.5);
    expect(residual(how, 0.01) / residual(how, 0.005)).toBeLessThan(4.5);
    expect(residual(how, 0.005)).toBeLessThan(0.001);
  });
});

describe('reptile', () => {
  const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 6, queries: 2 }, seed(13));

  it('is the sum of the gradients on the path, for gradient descent [row 7]', () => {
    tf.tidy(() => {
      const { episode: one, first, second } = twoBatches();
      const rate = 0.2;
      const of = learner(rate, 2);
      const params = initialize(of.specs, seed(2));
      const g1 = objectiveOf(model, meanSquaredError, first).gradient(params);
      const g2 = objectiveOf(model, meanSquaredError, second).gradient(plus(params, -rate, g1));
      const found = reptile({ scale: 1 / rate }).estimate({ learner: of, params, episode: one, key: seed(1) });
      expectTreesClose(found.grads, plus(g1, 1, g2), { tolerance: 1e-5 });
    });
  });

  it('moves to the mean of the adapted parameters with an outer rate of 1, and half way with ½ [row 9]', () => {
    tf.tidy(() => {
      const of = learner(0.1, 3);
      const goes = (rate: number): ParamTree => {
        const step = metaStep({ learner: of, metaGradient: reptile(), optimizer: sgd(rate) });
        const state = step.init(seed(2));
        return step.run(state, episode(), seed(1)).state.params;
      };
      const { params } = metaStep({ learner: of, metaGradient: reptile(), optimizer: sgd(1) }).init(seed(2));
      const adapted = of.adapt(params, episode().support, { key: seed(1), mode: 'train', order: 'first' }).params;
      const mean = mapParams(adapted, (tensor) => tf.mean(tensor, 0));
      expectTreesClose(goes(1), mean, { tolerance: 1e-5 });
      expectTreesClose(goes(0.5), plus(params, 0.5, plus(mean, -1, params)), { tolerance: 1e-5 });
    });
  });

  it('is for a batch of one task what it is for the task [row 9]', () => {
    tf.tidy(() => {
      const of = learner(0.1, 3);
      const params = initialize(of.specs, seed(2));
      const grads = (part: Episode): ParamTree =>
        reptile().estimate({ learner: of, params, episode: part, key: seed(1) }).grads;
      const single = sliceTasks(episode(), 0, 1);
      const twice = { support: doubled(single.support), query: doubled(single.query) };
      expectTreesClose(grads(twice), grads(single), { tolerance: 1e-6 });
      expectTreesEqual(grads(single), grads(sliceTasks(episode(), 0, 1)));
    });
  });

  it('leads from 3 to 2.81 on the golden quadratic, by two steps and half the way [§30b]', () => {
    tf.tidy(() => {
      const golden = maml({ model: point, rule: sgd(0.1), loss: quadratic, steps: 2 });
      const step = metaStep({ learner: golden, metaGradient: reptile({ scale: 10 }), optimizer: sgd(0.05) });
      const { state } = step.run(step.init(seed(0)), goldenEpisode(), seed(1));
      expect(leaf(state.params, 'model/t').dataSync()[0]).toBeCloseTo(2.81, 5);
    });
  });
});

const doubled = ({ x, y }: Batch): Batch => ({ x: tf.concat([x, x], 0), y: tf.concat([y, y], 0) });
