import { initialize, leaf, meanSquaredError, mlp, seed, useBackend } from '@innerloop/core';
import type { Context, Episode, ParamTree } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maml, proximal } from '../../src/index.js';
import { descent, goldenEpisode, point, quadratic } from '../support/quadratic.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const model = mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' });
const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const episode = (): Episode => regressionEpisodes()({ tasks: 3, shots: 4, queries: 5 }, seed(9));

learnerLaws('maml with a learned proximal penalty', {
  learner: maml({
    model,
    rule: descent(0.1),
    loss: meanSquaredError,
    steps: 2,
    penalty: proximal({ strength: 0.7, learned: true }),
  }),
  episodes: regressionEpisodes(),
  steps: 2,
});

describe('proximal', () => {
  it('adds ½ λ ‖φ − θ‖² of each task to what the inner loop descends, and nothing to the outer objective', () => {
    tf.tidy(() => {
      const options = { model, rule: descent(0.1), loss: meanSquaredError };
      const plain = maml(options);
      const near = maml({ ...options, penalty: proximal({ strength: 3 }) });
      const params = initialize(near.specs, seed(2));
      const { support, query } = episode();
      const adapted = plain.adapt(params, support, context);
      const squares = Object.entries(adapted.params).map(([name, phi]) => {
        const away = tf.squaredDifference(phi, leaf(params, name));
        return tf.sum(tf.reshape(away, [3, -1]), 1);
      });
      const expected = tf.add(
        plain.innerObjective(params, adapted.params, support, context),
        tf.mul(1.5, tf.addN(squares)),
      );
      expectTreesClose(near.innerObjective(params, adapted.params, support, context), expected);
      expectTreesEqual(
        near.objective(params, adapted, query, context),
        plain.objective(params, adapted, query, context),
      );
    });
  });

  it('changes nothing in the first step, and pulls back in the next: 3, 2.8, 2.66 on the golden quadratic', () => {
    tf.tidy(() => {
      const learner = maml({
        model: point,
        rule: descent(0.1),
        loss: quadratic,
        penalty: proximal({ strength: 2 }),
      });
      const params = initialize(learner.specs, seed(0));
      const path = learner.trajectory(params, goldenEpisode().support, [0, 1, 2], context);
      const values = path.map(({ params: at }) => leaf(at, 'model/theta').dataSync()[0]);
      [3, 2.8, 2.66].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
    });
  });

  it('has its strength as a leaf: fixed, or learned by its logarithm; looked up when it is used', () => {
    expect(proximal({ strength: 2 }).specs['strength']?.role).toBe('fixed');
    const { specs, apply } = proximal({ strength: 2, learned: true });
    expect(Object.keys(specs)).toEqual(['logStrength']);
    tf.tidy(() => {
      const [from, to] = [{ a: tf.tensor2d([[1], [0]]) }, { a: tf.tensor2d([[3], [1]]) }];
      for (const log of [Math.log(2), -5]) {
        const found = apply({ logStrength: tf.scalar(log) }, to, from);
        expectTreesClose(found, tf.tensor1d([2 * Math.exp(log), 0.5 * Math.exp(log)]));
      }
    });
    tf.tidy(() => {
      const learner = maml({ model: point, rule: descent(0.1), loss: quadratic, penalty: proximal({ strength: 2 }) });
      const params: ParamTree = { ...initialize(learner.specs, seed(0)), 'penalty/strength': tf.scalar(10) };
      const at = { 'model/theta': tf.tensor1d([4]) };
      const value = learner.innerObjective(params, at, goldenEpisode().support, context).dataSync()[0];
      expect(value).toBeCloseTo(4.5 + 5, 5);
    });
  });

  it('refuses a strength that is none', () => {
    expect(() => proximal({ strength: -1 })).toThrow(
      'proximal: strength must be a finite number of at least 0, got -1.',
    );
    expect(() => proximal({ strength: NaN })).toThrow('got NaN');
    expect(() => proximal({ strength: 0, learned: true })).toThrow('a learned strength must begin above 0');
  });
});
