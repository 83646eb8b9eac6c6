import type { Episode } from '@innerloop/core';
import { seed } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { episodes } from '../../src/index.js';
import { values } from '../values.js';
import { numberedExamples } from './numbered-examples.js';

/** Sizes with classes and examples to spare, and some with none to spare. */
const sizes = fc
  .record({
    ways: fc.integer({ min: 1, max: 5 }),
    shots: fc.integer({ min: 0, max: 3 }),
    queries: fc.integer({ min: 1, max: 3 }),
    spareClasses: fc.nat({ max: 4 }),
    spareExamples: fc.nat({ max: 4 }),
  })
  .map(({ spareClasses, spareExamples, ...size }) => ({
    size,
    perClass: size.shots + size.queries + spareExamples,
    examples: numberedExamples(size.ways + spareClasses, size.shots + size.queries + spareExamples),
  }));

const labelsOf = (y: readonly number[], ways: number): number[] =>
  Array.from({ length: y.length / ways }, (_, row) => y.slice(row * ways, (row + 1) * ways).indexOf(1));

const sample = (options: Parameters<typeof episodes>[0], number: number, tasks: number): Promise<Episode> =>
  episodes(options).sample({ seed: seed(number), tasks, params: {} });

describe('episodes', () => {
  test.prop([sizes, fc.nat()])(
    'never shows an example twice in a task, so support and query share none',
    async (drawn, number) => {
      const { support, query } = values(await sample({ examples: drawn.examples, ...drawn.size }, number, 1));
      const rows = [...support.x, ...query.x];
      expect(new Set(rows).size).toBe(drawn.size.ways * (drawn.size.shots + drawn.size.queries));
    },
  );

  test.prop([sizes, fc.nat()])(
    'has exactly K support and q query examples of each of N distinct classes',
    async (drawn, number) => {
      const { ways, shots, queries } = drawn.size;
      const { support, query } = values(await sample({ examples: drawn.examples, ...drawn.size }, number, 1));
      const classOfLabel = new Map<number, number>();
      for (const [set, each] of [
        [support, shots],
        [query, queries],
      ] as const) {
        const labels = labelsOf(set.y, ways);
        for (let label = 0; label < ways; label += 1)
          expect(labels.filter((other) => other === label).length).toBe(each);
        labels.forEach((label, row) => {
          const its = Math.floor((set.x[row] as number) / drawn.perClass);
          expect(classOfLabel.get(label) ?? its).toBe(its);
          classOfLabel.set(label, its);
        });
      }
      expect(new Set(classOfLabel.values()).size).toBe(ways);
    },
  );

  it('maps classes to labels by a bijection that is uniform and fresh for each task (χ² over 10⁴ tasks)', async () => {
    const [ways, tasks] = [3, 10_000];
    const { query } = values(
      await sample({ examples: numberedExamples(3, 2), ways, shots: 1, queries: 1, order: 'grouped' }, 7, tasks),
    );
    const maps = Array.from({ length: tasks }, (_, task) =>
      query.x
        .slice(task * ways, (task + 1) * ways)
        .map((row) => Math.floor(row / 2))
        .join(),
    );
    const counts = countOf(maps);
    expect(counts.size).toBe(6);
    expect(chiSquare(counts, tasks / 6)).toBeLessThan(20.5); // 99.9 % of χ² with 5 degrees of freedom
    // Fresh: the map of a task tells nothing of the next one's.
    const pairs = countOf(maps.slice(1).map((map, index) => `${maps[index]} ${map}`));
    expect(pairs.size).toBe(36);
    expect(chiSquare(pairs, (tasks - 1) / 36)).toBeLessThan(66.6); // 35 degrees of freedom
  });

  it('draws classes and examples uniformly (χ² over 10⁴ tasks)', async () => {
    const { support, query } = values(
      await sample({ examples: numberedExamples(5, 3), ways: 2, shots: 1, queries: 1 }, 11, 10_000),
    );
    // Rows of one task exclude each other, which only makes the statistic smaller.
    expect(chiSquare(countOf(support.x), 20_000 / 15)).toBeLessThan(36.1); // 14 degrees of freedom
    expect(chiSquare(countOf(query.x), 20_000 / 15)).toBeLessThan(36.1);
  });

  test.prop([sizes, fc.nat(), fc.integer({ min: 2, max: 4 })])(
    'gives a batch that equals its tasks one by one',
    async (drawn, number, tasks) => {
      const distribution = episodes({
        examples: drawn.examples,
        ...drawn.size,
        augment: (own) => scaleBy(own.numbers()()),
      });
      const whole = values(await distribution.sample({ seed: seed(number), tasks, params: {} }));
      for (let task = 0; task < tasks; task += 1) {
        const alone = values(await distribution.sample({ seed: seed(number).from(task), tasks: 1, params: {} }));
        for (const set of ['support', 'query'] as const) {
          for (const part of ['x', 'y'] as const) {
            const length = alone[set][part].length;
            expect(whole[set][part].slice(task * length, (task + 1) * length)).toEqual(alone[set][part]);
          }
        }
      }
    },
  );

  it('gives the same stream for the same seed and another for another', async () => {
    const options = { examples: numberedExamples(20, 20) };
    expect(values(await sample(options, 1, 3))).toEqual(values(await sample(options, 1, 3)));
    expect(values(await sample(options, 1, 3))).not.toEqual(values(await sample(options, 2, 3)));
  });

  it('shuffles rows, or groups them by label if asked', async () => {
    const options = { examples: numberedExamples(9, 20), ways: 5, shots: 3, queries: 4 };
    const grouped = values(await sample({ ...options, order: 'grouped' }, 1, 1));
    expect(labelsOf(grouped.support.y, 5)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    const firsts = values(await sample(options, 1, 2000));
    const firstLabels = labelsOf(firsts.support.y, 5).filter((_, row) => row % 15 === 0);
    expect(chiSquare(countOf(firstLabels), 400)).toBeLessThan(18.5); // 4 degrees of freedom
  });

  it('divides bytes by 255 and leaves floats', async () => {
    const bytes = { ...numberedExamples(1, 2), values: Uint8Array.of(0, 255) };
    const { support, query } = values(await sample({ examples: bytes, ways: 1, shots: 1, queries: 1 }, 1, 1));
    expect([...support.x, ...query.x].sort()).toEqual([0, 1]);
  });

  it('has no tensors but the four of the episode', async () => {
    const before = tf.memory().numTensors;
    const episode = await sample({ examples: numberedExamples(5, 16) }, 1, 2);
    expect(tf.memory().numTensors).toBe(before + 4);
    expect(episode.support.x.shape).toEqual([2, 5, 1]);
    expect(episode.support.y.shape).toEqual([2, 5, 5]);
    expect(episode.query.x.shape).toEqual([2, 75, 1]);
    values(episode);
  });

  it('says how many classes have enough examples', () => {
    const examples = numberedExamples(6, 16, 'omniglot/train');
    const few = {
      ...examples,
      classes: examples.classes.map((each, number) => (number < 2 ? { ...each, rows: each.rows.slice(3) } : each)),
    };
    expect(() => episodes({ examples: few })).toThrow(
      "episodes: 'omniglot/train' has 4 classes with at least 16 examples, but ways is 5. " +
        "Lower ways, or shots + queries. ('class0' has 13, 'class1' has 13.)",
    );
    expect(() => episodes({ examples, ways: 2.5 })).toThrow(
      'episodes: ways must be a whole number of at least 1, got 2.5.',
    );
  });
});

const scaleBy =
  (factor: number) =>
  (example: Float32Array): void => {
    example[0] = (example[0] as number) * factor;
  };

const countOf = <T>(list: readonly T[]): Map<T, number> => {
  const counts = new Map<T, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const chiSquare = (counts: ReadonlyMap<unknown, number>, expected: number): number =>
  [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
