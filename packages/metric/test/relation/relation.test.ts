import { activation, batchNorm, dense, initialize, mlp, seed, sequential, useBackend } from '@innerloop/core';
import type { Model } from '@innerloop/core';
import { classificationEpisodes, learnerLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relation, relationEncoder, relationModule } from '../../src/index.js';
import { asTheyAre, context, predictionsOf } from '../support/one-task.js';

beforeAll(() => useBackend('cpu'));

const network = mlp({ inputs: 2, hidden: [5], outputs: 3, activation: 'tanh' });
const episodes = classificationEpisodes({ features: [2], ways: 3 });

learnerLaws('relation', {
  learner: relation({ model: network, relation: mlp({ inputs: 6, hidden: [4], outputs: 1, activation: 'tanh' }) }),
  episodes,
  relabels: true,
});

const normalising = (statistics: 'batch' | 'running'): Model =>
  sequential({
    first: dense({ inputs: 6, outputs: 3 }),
    norm: batchNorm({ features: 3, statistics }),
    bend: activation('tanh'),
    last: dense({ inputs: 3, outputs: 1 }),
  });

learnerLaws('relation with statistics of the batch in its module', {
  learner: relation({ model: network, relation: normalising('batch') }),
  episodes,
  transductive: true,
  relabels: true,
});

/** Scores a pair of numbers `[a, b]` as `2a − b`. */
const seen: number[][] = [];
const twiceLess: Model = {
  specs: {},
  apply(_params, x) {
    seen.push([...x.shape]);
    return tf.matMul(x, tf.tensor3d([[[2], [-1]]]));
  },
};

describe('relation', () => {
  const support = [[[1], [2]], [[5], [-1]], [[0], [0]]]; // prettier-ignore
  const learner = relation({ model: asTheyAre, relation: twiceLess });

  it('sums over shots, and sets a class before the query: N · N q pairs', () => {
    seen.length = 0;
    const found = predictionsOf(learner, support, [[1], [3]]);
    expect(found).toEqual([
      [5, 7, -1],
      [3, 5, -3],
    ]);
    expect(seen).toEqual([[1, 6, 2]]);
  });

  it('is taught by squared differences of sigmoids to one-hot targets, over all pairs', () => {
    const loss = tf.tidy(() => {
      const adapted = { classes: tf.tensor3d([[[1], [0]]]), buffers: {} };
      const query = { x: tf.tensor3d([[[2], [0]]]), y: tf.tensor3d([[[1, 0], [0, 1]]]) }; // prettier-ignore
      return learner.objective({}, adapted, query, context).dataSync()[0] as number;
    });
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const rows = [sigmoid(0) - 1, sigmoid(-2), sigmoid(2), sigmoid(0) - 1];
    expect(loss).toBeCloseTo(rows.reduce((sum, r) => sum + r * r, 0) / 4, 6);
  });

  it('stores averages of the module from pairs of the support in training', () => {
    tf.tidy(() => {
      const stored = relation({ model: network, relation: normalising('running') });
      const params = initialize(stored.specs, seed(1));
      const told: string[] = [];
      const { support: given } = episodes({ tasks: 2, shots: 2, queries: 3 }, seed(3));
      stored.adapt(params, given, { ...context, mode: 'train', report: (name) => told.push(name) });
      expect(told.sort()).toEqual(['relation/norm/mean', 'relation/norm/variance']);
    });
  });

  it('refuses a module of two outputs', () => {
    const wrong = relation({ model: asTheyAre, relation: asTheyAre });
    expect(() => predictionsOf(wrong, support, [[1]])).toThrow('expected one number a pair, [1, 3, 1], got [1, 3, 2]');
  });
});

describe('the networks of relation networks', () => {
  it('turn 28 × 28 into maps of 5 × 5, which the module takes in twice', () => {
    tf.tidy(() => {
      const model = relationEncoder({ channels: 1, filters: 3 });
      const module = relationModule({ height: 5, width: 5, channels: 3, filters: 2 });
      const learner = relation({ model, relation: module });
      const params = initialize(learner.specs, seed(1));
      const x = tf.randomNormal([1, 4, 28, 28, 1], 0, 1, 'float32', 3);
      const y = tf.tensor3d([[[1, 0], [1, 0], [0, 1], [0, 1]]]); // prettier-ignore
      const adapted = learner.adapt(params, { x, y }, context);
      expect(adapted.classes.shape).toEqual([1, 2, 5, 5, 3]);
      expect(learner.predict(params, adapted, x, context).shape).toEqual([1, 4, 2]);
    });
  });

  it('have the sizes of the released ones', () => {
    const size = ({ specs }: Model): number =>
      Object.values(specs).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(size(relationEncoder({ channels: 1 }))).toBe(640 + 3 * 36928 + 4 * 128);
    expect(size(relationModule({ height: 5, width: 5, channels: 64 }))).toBe(73792 + 36928 + 2 * 128 + 520 + 9);
    expect(size(relationModule({ height: 19, width: 19, channels: 64, padding: 'valid' }))).toBe(
      73792 + 36928 + 2 * 128 + 576 * 8 + 8 + 9,
    );
  });

  it('refuse maps of which nothing is left', () => {
    expect(() => relationModule({ height: 3, width: 9, channels: 2 })).toThrow('nothing left after two poolings');
    expect(() => relationModule({ height: 9, width: 9, channels: 2, padding: 'valid' })).toThrow('nothing left');
    expect(() => relationEncoder({ channels: 1, pools: 5 })).toThrow('pools must be 0, 1, 2, 3 or 4');
  });
});
