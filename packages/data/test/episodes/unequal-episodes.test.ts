import { seed } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { episodes, episodicSource } from '../../src/index.js';
import { values } from '../values.js';
import { numberedExamples } from './numbered-examples.js';

const countsOf = (y: readonly number[], ways: number): number[] =>
  Array.from({ length: ways }, (_, label) => y.filter((value, at) => at % ways === label && value === 1).length);

const tasksOf = async (options: Omit<Parameters<typeof episodes>[0], 'examples'>, number: number, tasks: number) => {
  const distribution = episodes({ examples: numberedExamples(8, 12), ...options });
  const episode = await distribution.sample({ seed: seed(number), tasks, params: {} });
  return {
    shape: episode.support.y.shape,
    ...values(episode),
    names: distribution.names?.({ seed: seed(number), tasks }),
  };
};

describe('episodes of unequal size', () => {
  test.prop([fc.nat(), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 5 })], {
    numRuns: 40,
  })(
    'have shots within the range, with one sum in every task, and equal queries',
    async (number, ways, least, more) => {
      const { support, query } = await tasksOf({ ways, shots: [least, least + more], queries: 2 }, number, 1);
      const counts = countsOf(support.y, ways);
      expect(counts.every((count) => count >= least && count <= least + more)).toBe(true);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Math.round((ways * (2 * least + more)) / 2));
      expect(countsOf(query.y, ways)).toEqual(Array.from({ length: ways }, () => 2));
    },
  );

  it('differ from task to task, and a batch equals its tasks one by one', async () => {
    const options = { ways: 4, shots: [1, 7], queries: 1 } as const;
    const batch = await tasksOf(options, 3, 5);
    const rows = batch.support.x.length / 5;
    const seen = new Set<string>();
    for (let task = 0; task < 5; task += 1) {
      const distribution = episodes({ examples: numberedExamples(8, 12), ...options });
      const one = values(await distribution.sample({ seed: seed(3).from(task), tasks: 1, params: {} }));
      expect(one.support.x).toEqual(batch.support.x.slice(task * rows, (task + 1) * rows));
      seen.add(countsOf(one.support.y, 4).join());
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  it('have one number of ways in a batch, another in the next, all of the range in turn', async () => {
    const ways = new Set<number>();
    for (let number = 0; number < 30; number += 1) {
      const { shape } = await tasksOf({ ways: [2, 5], shots: 2, queries: 1 }, number, 2);
      expect(shape).toEqual([2, 2 * (shape[2] as number), shape[2]]);
      ways.add(shape[2] as number);
    }
    expect([...ways].sort()).toEqual([2, 3, 4, 5]);
  });

  it('ask for the most of everything: of the classes, and in the size of the source', async () => {
    expect(() => episodes({ examples: numberedExamples(8, 12), ways: [2, 9], shots: [1, 2], queries: 1 })).toThrow(
      'ways is 9',
    );
    expect(() => episodes({ examples: numberedExamples(8, 12), ways: 2, shots: [1, 12], queries: 1 })).toThrow(
      'at least 13',
    );
    expect(() => episodes({ examples: numberedExamples(8, 12), shots: [0, 2] })).toThrow(
      'shots[0] must be a whole number of at least 1',
    );
    expect(() => episodes({ examples: numberedExamples(8, 12), ways: [5, 2] })).toThrow(
      'ways[1] must be a whole number of at least 5',
    );
    const source = episodicSource(
      { name: 'n', read: () => Promise.resolve(numberedExamples(8, 12)) },
      { ways: [2, 5], shots: [1, 4] },
    );
    expect(source.size).toEqual({ ways: 5, shots: 4, queries: 15 });
    const fixed = await source.open('test', { ways: 3, shots: 2, queries: 1 });
    const { support } = await fixed.sample({ seed: seed(1), tasks: 1, params: {} });
    expect(support.y.shape).toEqual([1, 6, 3]);
  });
});

describe('names of an episode', () => {
  it('are those of its classes and rows, in the order of its tensors', async () => {
    const examples = { ...numberedExamples(6, 5), files: Array.from({ length: 30 }, (_, row) => `file ${row}`) };
    const distribution = episodes({ examples, ways: 3, shots: 2, queries: 3 });
    const request = { seed: seed(4), tasks: 2 };
    const { support, query } = values(await distribution.sample({ ...request, params: {} }));
    const names = distribution.names?.(request) ?? [];
    expect(names.flatMap((each) => each.support ?? [])).toEqual(support.x.map((row) => `file ${row}`));
    expect(names.flatMap((each) => each.query ?? [])).toEqual(query.x.map((row) => `file ${row}`));
    const labelled = support.x.map((row, at) => [
      support.y.slice(3 * at, 3 * at + 3).indexOf(1),
      `class${Math.floor(row / 5)}`,
    ]);
    for (const [at, [label, name]] of labelled.entries())
      expect(names[Math.floor(at / 6)]?.classes[label as number]).toBe(name);
  });
});
