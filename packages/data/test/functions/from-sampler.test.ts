import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { distributionLaws } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromSampler } from '../../src/index.js';
import type { FromSamplerOptions, SampledTasks } from '../../src/index.js';
import { values } from '../values.js';

beforeAll(() => useBackend('cpu'));

const lines = fromSampler({
  kind: 'regression',
  shots: 3,
  queries: 4,
  sample: (random) => {
    const [slope, offset] = [random.uniform(-2, 2), random.normal()];
    return () => {
      const x = random.uniform(-1, 1);
      return { x, y: [slope * x + offset, slope] };
    };
  },
});
const blobs = fromSampler({
  kind: 'classification',
  ways: 3,
  shots: 2,
  queries: 2,
  sample: (random, split) => {
    const centres = [0, 1, 2].map((label) => 100 * label + (split === 'test' ? 1000 : 0));
    return (label) => [[(centres[label] as number) + random.uniform()]];
  },
});
const request = { seed: seed(5), tasks: 3, params: {} };

distributionLaws('fromSampler of regression', { distribution: lines, rows: { support: 3, query: 4 } });
distributionLaws('fromSampler of classification', { distribution: blobs, rows: { support: 6, query: 6 } });

describe('fromSampler', () => {
  it('draws support and query of one task from one function', async () => {
    const { support, query } = values(await lines.sample(request));
    for (const [task, rows] of [0, 1, 2].map((at) => [at, [...Array(3).keys()].map((row) => at * 3 + row)] as const)) {
      const slopes = [...rows.map((row) => support.y[row * 2 + 1]), query.y[task * 8 + 1]];
      expect(new Set(slopes).size).toBe(1);
      const [a, b] = rows as [number, number];
      const rise =
        ((support.y[a * 2] as number) - (support.y[b * 2] as number)) /
        ((support.x[a] as number) - (support.x[b] as number));
      expect(rise).toBeCloseTo(slopes[0] as number, 3);
    }
  });

  it('labels each class, in rows that are shuffled', async () => {
    const episode = await blobs.sample(request);
    expect(episode.support.x.shape).toEqual([3, 6, 1, 1]);
    const { support } = values(episode);
    const labels = support.x.map((x) => Math.floor(x / 100));
    expect(support.y).toEqual(labels.flatMap((label) => [0, 1, 2].map((way) => (way === label ? 1 : 0))));
    expect(labels).not.toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
  });

  it('tells the split, and opens other sizes', async () => {
    const episode = await (await blobs.open('test', { shots: 1 })).sample(request);
    expect([episode.support.x.shape[1], blobs.size.shots]).toEqual([3, 2]);
    expect(Math.min(...values(episode).support.x)).toBeGreaterThan(999);
    const none = await (await blobs.open('train', { shots: 0 })).sample(request);
    expect(none.support.x.shape).toEqual([3, 0, 1, 1]);
    values(none);
  });

  it('has random numbers of the kinds that it says', async () => {
    const drawn: number[][] = [];
    const source = fromSampler({
      kind: 'regression',
      sample: (random) => {
        drawn.push([random.integer(3), random.pick([7, 8]), random.normal(5, 0.1)]);
        return () => ({ x: random.uniform(), y: 0 });
      },
    });
    values(await source.sample({ ...request, tasks: 400 }));
    expect(new Set(drawn.map(([integer]) => integer))).toEqual(new Set([0, 1, 2]));
    expect(new Set(drawn.map(([, picked]) => picked))).toEqual(new Set([7, 8]));
    const normal = drawn.map(([, , value]) => ((value as number) - 5) / 0.1);
    expect(normal.reduce((sum, value) => sum + value, 0) / 400).toBeCloseTo(0, 0);
    expect(Math.sqrt(normal.reduce((sum, value) => sum + value * value, 0) / 400)).toBeCloseTo(1, 0);
  });

  it.each<[string, () => unknown, string]>([
    [
      'no function',
      () => ({ x: 1, y: 1 }),
      'sample must give a function () => ({ x, y }), which draws an example of the task, got of type object',
    ],
    ['an example that is not { x, y }', () => () => [1, 2], 'an example must be { x, y }, got a list'],
    ['NaN', () => () => ({ x: 1, y: NaN }), 'example 0 is NaN'],
    ['a promise of an example', () => async () => Promise.resolve({ x: 1, y: 1 }), 'an example must be { x, y }'],
  ])('refuses %s', async (_, sample, message) => {
    const source = fromSampler({ kind: 'regression', sample } as FromSamplerOptions);
    await expect(source.sample(request)).rejects.toThrow(InvalidDataError);
    await expect(source.sample(request)).rejects.toThrow(message);
  });

  it('refuses examples whose shape changes, from one task and from one request to the next', async () => {
    let [length, after] = [1, 2];
    const source: SampledTasks = fromSampler({
      kind: 'regression',
      sample: () => () => ({ x: Array(length).fill(0), y: (after -= 1) }),
    });
    values(await source.sample(request));
    length = 2;
    await expect(source.sample(request)).rejects.toThrow('examples are [2], but those before were [1]');
  });

  it('refuses options that do not fit', () => {
    const sample = () => () => ({ x: 1, y: 1 });
    expect(() => fromSampler({ kind: 'regression', sample, shots: -1 })).toThrow(InvalidOptionError);
    expect(() => fromSampler({ kind: 'other', sample } as never)).toThrow(
      "kind must be 'regression' or 'classification'",
    );
    expect(() => fromSampler({ kind: 'regression' } as never)).toThrow('sample must be a function');
  });
});
