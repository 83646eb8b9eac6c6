import { disposeTree, leaf, mapParams, meanSquaredError, mlp, seed, tidy, useBackend } from '@innerloop/core';
import type { Episode, ParamTree } from '@innerloop/core';
import {
  expectBorrowed,
  expectNoLeaks,
  expectTreesClose,
  expectTreesEqual,
  regressionEpisodes,
  relativeError,
} from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { evolution, maml } from '../../src/index.js';
import { exactly, gradientOf, valuesFor } from '../support/gradients.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const golden = maml({ model: point, rule: descent(0.1), loss: quadratic, steps: 2 });
const thetaOf = (grads: ParamTree): number => leaf(grads, 'model/theta').dataSync()[0] as number;
const linear = mlp({ inputs: 1, hidden: [], outputs: 1 });
const learner = maml({ model: linear, rule: descent(0.1), loss: meanSquaredError, steps: 2 });
const episode = (): Episode => tidy(() => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9)));

describe('evolution', () => {
  it('is 11.2266 times the mean of ε² on the golden quadratic, whatever the deviation', () => {
    tf.tidy(() => {
      const directions = [0, 1, 2].map(
        (i) => seed(1).fold('direction').fold(i).fold('model/theta').draw('normal', []).dataSync()[0] as number,
      );
      const mean = directions.reduce((sum, epsilon) => sum + epsilon ** 2, 0) / 3;
      for (const deviation of [0.1, 1]) {
        const found = thetaOf(gradientOf(golden, evolution({ deviation, samples: 3 }), goldenEpisode()));
        expect(found / mean).toBeCloseTo(11.2266, 2);
      }
    });
  });

  it('comes within 20 % of it with 400 directions', () => {
    // ε² has deviation √2, so the mean of 400 has 7 %
    const found = tf.tidy(() =>
      thetaOf(gradientOf(golden, evolution({ deviation: 0.3, samples: 400 }), goldenEpisode())),
    );
    expect(Math.abs(found / 11.2266 - 1)).toBeLessThan(0.2);
  });

  it('is the exact gradient times the mean of ε εᵀ on a quadratic: curvature cancels in each pair', () => {
    tf.tidy(() => {
      const whole = gradientOf(learner, exactly, episode());
      const [small, large] = [0.1, 2].map((deviation) =>
        gradientOf(learner, evolution({ deviation, samples: 5 }), episode()),
      );
      expectTreesClose(small ?? {}, large ?? {}, { tolerance: 2e-3 });
      expect(relativeError(small ?? {}, whole)).toBeGreaterThan(0.1);
      const one = gradientOf(golden, evolution({ deviation: 0.5, samples: 1, antithetic: false }), goldenEpisode());
      const pair = gradientOf(golden, evolution({ deviation: 0.5, samples: 1 }), goldenEpisode());
      expect(Math.abs(thetaOf(one) / thetaOf(pair) - 1)).toBeGreaterThan(1e-3);
    });
  });

  it('has an error that falls with the number of directions, in pairs or without', () => {
    tf.tidy(() => {
      const whole = gradientOf(learner, exactly, episode());
      for (const antithetic of [true, false]) {
        const errors = [2, 32, 256].map((samples) =>
          relativeError(gradientOf(learner, evolution({ deviation: 0.05, samples, antithetic }), episode()), whole),
        );
        expect(errors[2]).toBeLessThan(0.3);
        expect(errors[2]).toBeLessThan((errors[0] ?? 0) / 3);
      }
    });
  });

  it('is the gradient of the smoothed objective where it has kinks: that of |θ| at 0.3 is erf(0.3 / √2 σ)', () => {
    tf.tidy(() => {
      const absolute = maml({
        model: point,
        rule: descent(0.1),
        loss: (predictions) => tf.mean(tf.abs(predictions), [1, 2]),
        steps: 0,
      });
      const params = { ...valuesFor(absolute), 'model/theta': tf.scalar(0.3) };
      const found = gradientOf(absolute, evolution({ deviation: 0.6, samples: 1000 }), goldenEpisode(), params);
      expect(Math.abs(thetaOf(found) - 0.38292)).toBeLessThan(0.08);
    });
  });

  it('gives the loss at the meta-parameters themselves, and the same estimate from the same key', () => {
    tf.tidy(() => {
      const params = valuesFor(learner);
      const how = evolution({ deviation: 0.1, samples: 3 });
      const data = episode();
      const of = (key: number) => how.estimate({ learner, params, episode: data, key: seed(key) });
      expectTreesEqual(of(1).loss, exactly.estimate({ learner, params, episode: data, key: seed(1) }).loss);
      expectTreesEqual(of(1).grads, expectBorrowed({ params, data }, () => of(1)).grads);
      expect(relativeError(of(2).grads, of(1).grads)).toBeGreaterThan(0.01);
    });
  });

  it('teaches an initialisation: fresh tasks are learned to half of the loss that they were', () => {
    const tasks = (at: number): Episode => regressionEpisodes()({ tasks: 8, shots: 5, queries: 10 }, seed(40 + at));
    let params = tidy(() => mapParams(valuesFor(learner), (tensor) => tf.add(tensor, 2)));
    const judged = (): number =>
      tf.tidy(
        () => exactly.estimate({ learner, params, episode: tasks(99), key: seed(1) }).loss.dataSync()[0] as number,
      );
    const before = judged();
    const how = evolution({ deviation: 0.1, samples: 8 });
    for (let at = 0; at < 40; at++) {
      const next = tidy(() => {
        const { grads } = how.estimate({ learner, params, episode: tasks(at), key: seed(at) });
        return mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), 0.1)));
      });
      disposeTree(params);
      params = next;
    }
    expect(judged()).toBeLessThan(before / 2);
    disposeTree(params);
  });

  it('leaks nothing, and refuses options that are none', async () => {
    const [params, data] = [valuesFor(learner), episode()];
    for (const antithetic of [true, false]) {
      await expectNoLeaks(() =>
        gradientOf(learner, evolution({ deviation: 0.1, samples: 3, antithetic }), data, params),
      );
    }
    disposeTree([params, data]);
    expect(() => evolution({ deviation: 0, samples: 3 })).toThrow(
      'evolution: deviation must be a positive finite number, got 0.',
    );
    expect(() => evolution({ deviation: 1, samples: 0.5 })).toThrow(
      'evolution: samples must be a positive integer, got 0.5.',
    );
  });
});
