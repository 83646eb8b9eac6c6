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

  it('gives the first one more of an odd number, and names who made each task', async () => {
    const [low, high] = [await half([0, 1, 2, 3]), await half([4, 5, 6, 7])];
    const request = { seed: seed(3), tasks: 3, params: {} };
    const both = sideBySide(low, high);
    const [batch, one] = [await both.sample(request), await low.sample({ ...request, tasks: 2 })];
    expect(numbers(sliceTasks(batch, 0, 2))).toEqual(numbers(one));
    expect(both.names?.(request)).toEqual([
      ...(low.names?.({ ...request, tasks: 2 }) ?? []),
      ...(high.names?.({ seed: request.seed.from(2), tasks: 1 }) ?? []),
    ]);
    expect(sideBySide(sinusoids(), sinusoids()).names).toBeUndefined();
    disposeTree([batch, one]);
  });

  it('refuses distributions of two kinds, and tasks of two sizes, which leave no tensor', async () => {
    const tasks = await half([0, 1, 2, 3]);
    expect(() => sideBySide(tasks, sinusoids())).toThrow('is of classification and');
    const before = tf.memory().numTensors;
    const sizes = sideBySide(sinusoids({ shots: 3 }), sinusoids({ shots: 4 }));
    await expect(sizes.sample({ seed: seed(1), tasks: 2, params: {} })).rejects.toThrow(
      'sideBySide: expected tasks of the same shapes, got [T, 3, 1] [T, 3, 1]',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
