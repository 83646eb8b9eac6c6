import { mlp, useBackend } from '@innerloop/core';
import { classificationEpisodes, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { mahalanobis } from '../../src/index.js';
import { asTheyAre, predictionsOf } from '../support/one-task.js';

beforeAll(() => useBackend('cpu'));

learnerLaws('mahalanobis', {
  learner: mahalanobis({ model: mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' }) }),
  episodes: classificationEpisodes({ features: [2], ways: 3 }),
  relabels: true,
});

const learner = mahalanobis({ model: asTheyAre });
const support = [[[0, 0], [2, 0], [1, 3]], [[0, 2], [2, 4]]]; // prettier-ignore

describe('mahalanobis', () => {
  it('has the golden logits of one number: Q = λ Σ_n + (1 − λ) Σ + 1', () => {
    // Means 1 and 6; Σ_n = 2 and 8 with K = 2, so λ = ⅔; of all (0, 2, 4, 8) Σ = 35 / 3. Q = 4/3 + 35/9 + 1 and 16/3 + 35/9 + 1.
    const [found] = predictionsOf(learner, [[[0], [2]], [[4], [8]]], [[3]]) as [number[]]; // prettier-ignore
    [(-0.5 * 4) / (4 / 3 + 35 / 9 + 1), (-0.5 * 9) / (16 / 3 + 35 / 9 + 1)].forEach((logit, n) =>
      expect(found[n]).toBeCloseTo(logit, 5),
    );
  });

  it('has no covariance of its own class with one shot', () => {
    // Σ of (0, 2) is 2, λ = ½: Q = 0 + 1 + 1.
    const [found] = predictionsOf(learner, [[[0]], [[2]]], [[3]]) as [number[]];
    [-9 / 4, -1 / 4].forEach((logit, n) => expect(found[n]).toBeCloseTo(logit, 5));
  });

  it('does not mind a common rotation and shift', () => {
    const turn = ([x, y]: number[]): number[] => [
      0.6 * (x as number) - 0.8 * (y as number) + 3,
      0.8 * (x as number) + 0.6 * (y as number) - 2,
    ];
    const query = [[1, 1], [0.5, 3]]; // prettier-ignore
    const wanted = predictionsOf(learner, support, query).flat();
    predictionsOf(
      learner,
      support.map((rows) => rows.map(turn)),
      query.map(turn),
    )
      .flat()
      .forEach((logit, n) => expect(logit).toBeCloseTo(wanted[n] as number, 4));
  });

  it('is prototypical with scale ½ where the covariance is lost beside β I', () => {
    const wide = mahalanobis({ model: asTheyAre, regularization: 1e5, scale: 0.5e5 });
    const [found] = predictionsOf(wide, [[[0, 0], [2, 0]], [[0, 2], [2, 4]]], [[1, 1]]) as [number[]]; // prettier-ignore
    [-0.5, -2].forEach((logit, n) => expect(found[n]).toBeCloseTo(logit, 3));
  });

  it('refuses a regularization that is none', () => {
    expect(() => mahalanobis({ model: asTheyAre, regularization: 0 })).toThrow('regularization must be a positive');
  });
});
