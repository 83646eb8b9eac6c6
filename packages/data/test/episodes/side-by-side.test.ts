import { disposeTree, leavesOf, seed, sliceTasks, useBackend } from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromArrays, sideBySide, sinusoids } from '../../src/index.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const x = Array.from({ length: 48 }, (_, row) => [row % 8, row]);
const labels = x.map(([name]) => `class ${name}`);
const half = (classes: readonly number[]) =>
  fromArrays({
    ...{ x, labels, ways: 2, shots: 1, queries: 2 },
    split: { train: classes.map((name) => `class ${name}`), validation: [], test: [] },
  }).open('train');
const numbers = (episode: Episode): number[][] => leavesOf(episode).map((tensor) => Array.from(tensor.dataSync()));

describe('sideBySide', () => {
  it('draws the first half of a batch from one distribution and the second from the other', async () => {
    const [low, high] = [await half([0, 1, 2, 3]), await half([4, 5, 6, 7])];
    const request = { seed: seed(3), tasks: 4, params: {} };
    const before = tf.memory().numTensors;
    const batch = await sideBySide(low, high).sample(request);
    expect(tf.memory().numTensors - before).toBe(4);
    const [one, other] = [
      await low.sample({ ...request, tasks: 2 }),
      await high.sample({ ...request, tasks: 4 }), // task t is that of the seed's task t
    ];
    expect(numbers(sliceTasks(batch, 0, 2))).toEqual(numbers(one));
    expect(numbers(sliceTasks(batch, 2, 2))).toEqual(numbers(sliceTasks(other, 2, 2)));
    disposeTree([batch, one, other]);
  });

  it('leaves no tensor where one of the two cannot be drawn', async () => {
    const tasks = await half([0, 1, 2, 3]);
    const failing = { ...tasks, sample: () => Promise.reject(new Error('no disk')) };
    const before = tf.memory().numTensors;
    await expect(sideBySide(tasks, failing).sample({ seed: seed(1), tasks: 2, params: {} })).rejects.toThrow('no disk');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses an odd number of tasks, and distributions of two kinds', async () => {
    const tasks = await half([0, 1, 2, 3]);
    await expect(sideBySide(tasks, tasks).sample({ seed: seed(1), tasks: 3, params: {} })).rejects.toThrow('got 3');
    expect(() => sideBySide(tasks, sinusoids())).toThrow('is of classification and');
  });
});
