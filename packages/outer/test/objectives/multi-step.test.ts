import { fc, test } from '@fast-check/vitest';
import { disposeTree, initialize, leaf, meanSquaredError, observe, seed, tidy, useBackend } from '@innerloop/core';
import type { Context, Episode, Estimate, InnerLearner, ParamTree } from '@innerloop/core';
import {
  expectTreesClose,
  learnerLaws,
  referenceMetaGradient,
  referenceModel,
  referenceRule,
  regressionEpisodes,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyStep, maml, multiStep } from '../../src/index.js';
import type { MamlAdapted, PathObjective } from '../../src/index.js';
import { annealedWeights } from '../../src/objectives/annealed-weights.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = referenceModel({ inputs: 1, hidden: 4, outputs: 1 });
const training: Context = { key: seed(5), mode: 'train', order: 'exact' };
const counted = 'objective/iterations';

const learnerOf = (objective?: PathObjective, steps = 3): InnerLearner<MamlAdapted> =>
  maml({
    model,
    rule: referenceRule(0.2),
    loss: meanSquaredError,
    steps,
    ...(objective === undefined ? {} : { objective }),
  });

learnerLaws('maml with the multi-step loss', {
  learner: learnerOf(multiStep({ epochs: 4, iterations: 2 })),
  episodes: regressionEpisodes(),
  steps: 3,
});

learnerLaws('maml with a loss of every step', {
  learner: learnerOf(everyStep([0.2, 0.3, 0.5])),
  episodes: regressionEpisodes(),
  steps: 3,
});

const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));
const estimate = (learner: InnerLearner<MamlAdapted>, params: ParamTree, order: Context['order'] = 'exact'): Estimate =>
  referenceMetaGradient(order).estimate({ learner, params, episode: episode(), key: seed(1) });
const start = (of: InnerLearner<MamlAdapted>): ParamTree => initialize(of.specs, seed(2));

/** The weights of an epoch as numbers. */
const weightsOf = (epoch: number, steps: number, epochs: number): number[] =>
  tf.tidy(() => annealedWeights(tf.scalar(epoch), steps, epochs).map((weight) => weight.dataSync()[0] as number));

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 6));
};

describe('the weights of the multi-step loss', () => {
  it.each([
    { epoch: 0, before: 0.2, last: 0.2 },
    { epoch: 5, before: 2 / 15, last: 7 / 15 },
    { epoch: 14, before: 0.2 / 15, last: 14.2 / 15 },
    { epoch: 15, before: 0.006, last: 0.976 },
    { epoch: 40, before: 0.006, last: 0.976 },
  ])(
    'are those of the released code in epoch $epoch, with 5 steps over 15 epochs [§30b]',
    ({ epoch, before, last }) => {
      close(weightsOf(epoch, 5, 15), [before, before, before, before, last]);
    },
  );

  test.prop([fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), fc.nat({ max: 25 })])(
    'are not negative, sum to 1, and go to the last step epoch by epoch [row 12]',
    (steps, epochs, epoch) => {
      const [now, next] = [weightsOf(epoch, steps, epochs), weightsOf(epoch + 1, steps, epochs)];
      for (const weight of now) expect(weight).toBeGreaterThanOrEqual(0);
      expect(now.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect(next.at(-1)).toBeGreaterThanOrEqual((now.at(-1) as number) - 1e-6);
      now.slice(0, -1).forEach((weight, k) => expect(next[k]).toBeLessThanOrEqual(weight + 1e-6));
    },
  );
});

describe('the golden quadratic', () => {
  it('has the loss 33.2883 and the meta-gradient 12.0933 with weights ½ and ½ on two steps [§30b]', () => {
    const objectives = [everyStep([0.5, 0.5]), everyStep(0.5), multiStep({ epochs: 10 })];
    for (const objective of objectives)
      tf.tidy(() => {
        const learner = maml({ model: point, rule: descent(0.1), loss: quadratic, steps: 2, objective });
        const params = start(learner);
        const { loss, grads } = referenceMetaGradient().estimate({
          learner,
          params,
          episode: goldenEpisode(),
          key: seed(0),
        });
        expect(loss.dataSync()[0]).toBeCloseTo(33.2883, 3);
        expect(leaf(grads, 'model/theta').dataSync()[0]).toBeCloseTo(12.0933, 4);
      });
  });
});

describe('the multi-step loss', () => {
  const annealing = learnerOf(multiStep({ epochs: 4, iterations: 10 }));
  const at = (iterations: number): ParamTree => ({ ...start(annealing), [counted]: tf.scalar(iterations) });

  it('counts the iterations of training in a running leaf, and reports nothing at test', () => {
    tf.tidy(() => {
      expect(annealing.specs[counted]?.role).toBe('running');
      expect(leaf(estimate(annealing, at(6)).reported, counted).dataSync()[0]).toBe(7);
      const { support, query } = episode();
      const { reported } = observe(
        (context) => {
          const adapted = annealing.adapt(at(6), support, context);
          return annealing.objective(at(6), adapted, query, context);
        },
        { ...training, mode: 'test' },
      );
      expect(Object.keys(reported)).toEqual([]);
    });
  });

  it('is the weighted sum of the query losses along the path, with the weights of the epoch', () => {
    tf.tidy(() => {
      const plain = learnerOf();
      const { support, query } = episode();
      const points = plain.trajectory(start(plain), support, [1, 2, 3], training);
      const losses = points.map((one) => tf.mean(plain.objective(start(plain), one, query, training)));
      for (const [iterations, epoch] of [
        [9, 0],
        [10, 1],
        [39, 3],
      ] as const) {
        const weights = weightsOf(epoch, 3, 4);
        const expected = losses.map((loss, k) => tf.mul(loss, weights[k] as number));
        expectTreesClose(estimate(annealing, at(iterations)).loss, tf.addN(expected), { tolerance: 1e-5 });
      }
    });
  });

  it('is that of the last step alone once its epochs are over, in either order', () => {
    tf.tidy(() => {
      const plain = learnerOf();
      for (const order of ['exact', 'first'] as const) {
        const [found, expected] = [estimate(annealing, at(40), order), estimate(plain, start(plain), order)];
        expectTreesClose(found.loss, expected.loss, { tolerance: 1e-6 });
        expectTreesClose(found.grads, expected.grads, { tolerance: 1e-6 });
      }
    });
  });

  it('judges a network that takes no steps where it starts', () => {
    tf.tidy(() => {
      const [still, plain] = [learnerOf(multiStep({ epochs: 2 }), 0), learnerOf(undefined, 0)];
      expectTreesClose(estimate(still, start(still)).grads, estimate(plain, start(plain)).grads, { tolerance: 1e-6 });
    });
  });

  it('makes adapted values carry their path, in training alone, and none without it', () => {
    tf.tidy(() => {
      const { support } = episode();
      const pathOf = (of: InnerLearner<MamlAdapted>, mode: Context['mode']): MamlAdapted['path'] =>
        of.adapt(start(of), support, { ...training, mode }).path;
      expect(pathOf(annealing, 'train')).toHaveLength(3);
      expect(pathOf(annealing, 'test')).toBeUndefined();
      expect(pathOf(learnerOf(), 'train')).toBeUndefined();
    });
  });

  it('refuses epochs and iterations that are no counts', () => {
    expect(() => multiStep({ epochs: 0 })).toThrow('multiStep: epochs must be a positive integer, got 0.');
    expect(() => multiStep({ epochs: 2, iterations: 0.5 })).toThrow('iterations must be a positive integer');
  });
});

describe('a loss of every step', () => {
  it('with the weight 1 is the sum of the losses along the path', () => {
    tf.tidy(() => {
      const [sum, plain] = [learnerOf(everyStep()), learnerOf()];
      const { support, query } = episode();
      const losses = plain
        .trajectory(start(plain), support, [1, 2, 3], training)
        .map((one) => tf.mean(plain.objective(start(plain), one, query, training)));
      expectTreesClose(estimate(sum, start(sum)).loss, tf.addN(losses), { tolerance: 1e-5 });
    });
  });

  it('with all weight on the last step changes nothing, loss and meta-gradient', () => {
    const params = tidy(() => start(learnerOf()));
    const found = tidy(() => {
      const [last, plain] = [learnerOf(everyStep([0, 0, 1])), learnerOf()].map((of) => estimate(of, params));
      return { last: last as Estimate, plain: plain as Estimate };
    });
    expectTreesClose(found.last.grads, found.plain.grads, { tolerance: 1e-6 });
    disposeTree([params, found]);
  });

  it('refuses weights that are none, and another number of them than steps', () => {
    expect(() => everyStep([])).toThrow('everyStep: weights must be finite numbers of at least 0, got none.');
    expect(() => everyStep([0.5, -1])).toThrow('got -1.');
    expect(() => tf.tidy(() => void estimate(learnerOf(everyStep([0.5, 0.5])), start(learnerOf())))).toThrow(
      'everyStep: there are 2 weights, but the inner loop takes 3 steps in training.',
    );
  });
});
