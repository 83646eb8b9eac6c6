import { seed, useBackend } from '@innerloop/core';
import type { Context } from '@innerloop/core';
import { wasm } from '@innerloop/backend-wasm';
import { gaussianProcess } from '@innerloop/data';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../neural-processes/picture.js';
import { trueProcess } from '../neural-processes/process.js';

beforeAll(() => useBackend(wasm()));

const context: Context = { key: seed(1), mode: 'test', order: 'first' };

describe('the process that curves come from', () => {
  it('has the closed form of one point of context: mean k y / (1 + noise²), variance 1 + noise² − k² / (1 + noise²)', () => {
    tf.tidy(() => {
      const learner = trueProcess({ lengthScale: 0.5, noise: 0.3 });
      const seen = learner.adapt({}, { x: tf.tensor3d([[[0.2]]]), y: tf.tensor3d([[[1.5]]]) }, context);
      const { mean, variance } = learner.predictive({}, seen, tf.tensor3d([[[0.6]]]), context);
      const k = Math.exp(-0.5 * (0.4 / 0.5) ** 2);
      expect(mean.dataSync()[0]).toBeCloseTo((k * 1.5) / 1.09, 5);
      expect(variance.dataSync()[0]).toBeCloseTo(1.09 - k ** 2 / 1.09, 5);
    });
  });

  it('believes of its own curves what they are: standardised errors of variance 1', async () => {
    const tasks = gaussianProcess({ shots: 6, queries: 4, noise: 0.1 });
    const { support, query } = await tasks.sample({ seed: seed(3), tasks: 300, params: {} });
    const squares = tf.tidy(() => {
      const learner = trueProcess({ lengthScale: 0.4, noise: 0.1 });
      const { mean, variance } = learner.predictive({}, learner.adapt({}, support, context), query.x, context);
      return tf.mean(tf.div(tf.square(tf.sub(query.y, mean)), variance)).dataSync()[0] as number;
    });
    expect(Math.abs(squares - 1)).toBeLessThan(0.15);
    tf.dispose([support.x, support.y, query.x, query.y]);
  });
});

it('draws likelihoods of the first seed, then what each learner believes of each curve', () => {
  const points = [3, 9, 25].map((count) => ({ context: count, mean: -1, ci95: 0.1 }));
  const belief = { mean: [0, 1], deviation: [1, 1], samples: [[0, 0]] };
  const course = { learner: 'cnp', seed: 1, minutes: 1, points, beliefs: [belief] };
  const { panels } = picture({
    courses: [course, { ...course, seed: 2 }],
    process: points,
    shown: [{ context: [[0, 0]], truth: [[0, 1]], x: [0, 1] }],
  });
  expect(panels.map(({ curves }) => curves.map(({ label }) => label))).toEqual([
    ['cnp', 'the process itself'],
    ['cnp', 'the process itself'],
    ['mean ± 2 deviations', 'samples', 'the curve', 'context'],
  ]);
  expect(panels[0]?.curves[0]?.points.map(({ x }) => x)).toEqual([3, 9]);
});
