import { disposeTree, seed, useBackend } from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import { expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { regret, replay } from '../../src/index.js';
import type { Remembered } from '../../src/index.js';

beforeAll(async () => {
  await useBackend('cpu');
});

/** Tasks whose examples say of which task and row they are: `100 · task + row`. */
const remembered = (arrived: readonly number[], rows = 8): Remembered[] =>
  arrived.map((count, task) => {
    const values = tf.reshape(tf.add(tf.range(0, rows), 100 * task), [1, rows, 1]);
    return { examples: { x: values, y: tf.neg(values) }, arrived: count };
  });

const drawn = async (
  memory: readonly Remembered[],
  size: { shots: number; queries: number },
  tasks: number,
  from = seed(3),
) => replay({ memory, kind: 'regression', ...size }).sample({ seed: from, tasks, params: {} });

const values = ({ support, query }: Episode): { support: number[]; query: number[] } => ({
  support: [...support.x.dataSync()],
  query: [...query.x.dataSync()],
});

describe('replay', () => {
  it('draws support and query from what has arrived of one task, with no example in common', () => {
    const sizes = fc.record({
      arrived: fc.integer({ min: 2, max: 8 }),
      shots: fc.integer({ min: 1, max: 5 }),
      queries: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(),
    });
    return fc.assert(
      fc.asyncProperty(sizes, async ({ arrived, shots, queries, seed: number }) => {
        const memory = remembered([8, arrived, arrived]);
        const episode = await drawn(memory, { shots, queries }, 1, seed(number));
        const { support, query } = values(episode);
        disposeTree([episode, ...memory.map(({ examples }) => examples)]);
        expect([support.length, query.length]).toEqual([shots, queries]);
        const task = Math.floor((support[0] as number) / 100);
        const known = task === 0 ? 8 : arrived;
        for (const value of [...support, ...query]) {
          expect(Math.floor(value / 100)).toBe(task);
          expect(value % 100).toBeLessThan(known);
        }
        expect(support.some((value) => query.includes(value))).toBe(false);
        if (known >= shots + queries) expect(new Set([...support, ...query]).size).toBe(shots + queries);
      }),
      { numRuns: 25 },
    );
  });

  it('draws every task as often as the others', async () => {
    const memory = remembered([8, 8, 8, 8]);
    const episode = await drawn(memory, { shots: 1, queries: 1 }, 400);
    const tasks = [...episode.support.x.dataSync()].map((value) => Math.floor(value / 100));
    for (const task of [0, 1, 2, 3]) {
      const times = tasks.filter((one) => one === task).length;
      expect(times).toBeGreaterThan(65);
      expect(times).toBeLessThan(135);
    }
    disposeTree([episode, ...memory.map(({ examples }) => examples)]);
  });

  it('draws a batch as it draws each task, and keeps examples with their targets', async () => {
    const memory = remembered([8, 5, 3]);
    const size = { shots: 2, queries: 3 };
    const batch = await drawn(memory, size, 3);
    for (const task of [0, 1, 2]) {
      const alone = await drawn(memory, size, 1, seed(3).from(task));
      expectTreesEqual(tf.slice(batch.query.x, [task, 0, 0], [1, -1, -1]), alone.query.x);
      expectTreesEqual(alone.query.y, tf.neg(alone.query.x));
    }
  });

  it('refuses a task of which one example has arrived', async () => {
    await expect(drawn(remembered([1]), { shots: 1, queries: 1 }, 1)).rejects.toThrow(
      'replay: of a task 1 examples have arrived of 8, but it takes 2',
    );
  });
});

describe('regret', () => {
  it('adds up what was suffered beyond the comparator', () => {
    expect(regret([3, 2, 1], [1, 1, 2])).toEqual([2, 3, 2]);
  });

  it('refuses other rounds', () => {
    expect(() => regret([1, 2], [1])).toThrow('regret: 2 rounds were suffered, but the comparator has 1.');
  });
});
