import '@tensorflow/tfjs-backend-cpu';
import { seed, sliceTasks, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  classificationEpisodes,
  expectTreesEqual,
  paramTrees,
  regressionEpisodes,
  seeds,
  taskSizes,
} from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

describe('taskSizes', () => {
  it('gives lengths that are all equal, or all different primes, and both', () => {
    const kinds = fc.sample(taskSizes(), 100).map(({ tasks, rows, classes }) => {
      const distinct = new Set([tasks, rows, classes]).size;
      if (distinct === 3) expect([tasks, rows, classes].every((length) => [2, 3, 5, 7].includes(length))).toBe(true);
      return distinct;
    });
    expect([...new Set(kinds)].sort()).toEqual([1, 3]);
  });
});

describe('paramTrees', () => {
  it('gives values of the shapes of their specs, one a task where asked', () => {
    fc.assert(
      fc.property(paramTrees(), seeds(), ({ specs, params }, key) =>
        tf.tidy(() => {
          for (const [name, tensor] of Object.entries(params(key))) expect(tensor.shape).toEqual(specs[name]?.shape);
          for (const [name, tensor] of Object.entries(params(key, 3)))
            expect(tensor.shape).toEqual([3, ...(specs[name]?.shape ?? [])]);
        }),
      ),
      { numRuns: 20 },
    );
  });
});

describe('episode makers', () => {
  const makers = {
    regression: regressionEpisodes({ inputs: 2 }),
    classification: classificationEpisodes({ features: [2], ways: 3 }),
  };

  it.each(Object.entries(makers))('of %s draw each task from its own stream', (_, maker) => {
    tf.tidy(() => {
      const shape = { tasks: 3, shots: 2, queries: 4 };
      const batch = maker(shape, seed(1));
      expectTreesEqual(sliceTasks(batch, 2, 1), maker({ ...shape, tasks: 1 }, seed(1).from(2)));
    });
  });

  it('of classification give labels that say whose centre an example lies around', () => {
    tf.tidy(() => {
      const { support, query } = makers.classification({ tasks: 1, shots: 20, queries: 20 }, seed(3));
      const centre = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
        tf.div(tf.matMul(y, x, true), tf.expandDims(tf.sum(y, 1), -1));
      const gap = tf.sub(centre(support.x, support.y), centre(query.x, query.y));
      expect(tf.max(tf.abs(gap)).dataSync()[0]).toBeLessThan(0.6);
    });
  });
});
