import { fc, test } from '@fast-check/vitest';
import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { distributionLaws } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromSeries } from '../../src/index.js';
import type { FromSeriesOptions } from '../../src/index.js';
import { values } from '../values.js';

beforeAll(() => useBackend('cpu'));

/** A series that counts: step t is t, and −t in a second column. */
const counting = (length: number, from = 0) => Array.from({ length }, (_, step) => [from + step, -from - step]);
const size = { window: 3, horizon: 2, shots: 2, queries: 2, standardize: false } as const;
const request = { seed: seed(2), tasks: 30, params: {} };
const one = (options: Partial<FromSeriesOptions> = {}) =>
  fromSeries({ series: { a: counting(100) }, ...size, ...options });

distributionLaws('fromSeries', { distribution: await one().open('train'), rows: { support: 2, query: 2 } });

describe('fromSeries', () => {
  it('predicts the steps after each window, of the columns that are asked for', async () => {
    const episode = await (await one({ targets: [1] }).open('train')).sample(request);
    expect([episode.support.x.shape, episode.support.y.shape]).toEqual([
      [30, 2, 6],
      [30, 2, 2],
    ]);
    const { support } = values(episode);
    const first = support.x[0] as number;
    expect(support.x.slice(0, 12)).toEqual([0, 1, 2, 1, 2, 3].flatMap((step) => [first + step, -first - step]));
    expect(support.y.slice(0, 4)).toEqual([3, 4, 4, 5].map((step) => -first - step));
  });

  test.prop(
    [
      fc.record({
        window: fc.integer({ min: 1, max: 4 }),
        horizon: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 6 }),
        shots: fc.integer({ min: 1, max: 4 }),
        queries: fc.integer({ min: 1, max: 4 }),
      }),
    ],
    { numRuns: 30 },
  )('has no step of the query in the support, and the query after it', async (options) => {
    const { support, query } = values(await (await one(options).open('train')).sample({ ...request, tasks: 1 }));
    const times = ({ x, y }: typeof support): number[] => [...x, ...y].filter((value) => value > 0);
    expect(Math.min(...times(query))).toBeGreaterThan(Math.max(...times(support)));
  });

  it('cuts a single series by time: training is earlier than validation, and that than test', async () => {
    const steps = async (split: 'train' | 'validation' | 'test'): Promise<number[]> => {
      const { support, query } = values(await (await one({ shots: 1, queries: 1 }).open(split)).sample(request));
      return [...support.x, ...support.y, ...query.x, ...query.y].map(Math.abs);
    };
    const [train, validation, test] = await Promise.all([steps('train'), steps('validation'), steps('test')]);
    expect(Math.max(...train)).toBeLessThan(64);
    expect(Math.min(...validation)).toBeGreaterThanOrEqual(64);
    expect(Math.max(...validation)).toBeLessThan(80);
    expect(Math.min(...test)).toBeGreaterThanOrEqual(80);
  });

  it('divides several series by name', async () => {
    const series = { a: counting(30, 0), b: counting(30, 1000), c: counting(30, 2000) };
    const source = one({ series, split: { train: ['a', 'c'], test: ['b'] } });
    const { support } = values(await (await source.open('test')).sample(request));
    const hundreds = new Set(support.x.map((value) => Math.floor(Math.abs(value) / 1000)));
    expect(hundreds).toEqual(new Set([1]));
    await expect(source.open('validation')).rejects.toThrow("the split 'validation' has no series");
  });

  it('standardises by the training steps alone', async () => {
    const source = one({ standardize: 'train' });
    const found = await source.standardization();
    expect(found?.mean).toEqual(Float64Array.of(31.5, -31.5));
    expect(found?.deviation[0]).toBeCloseTo(Math.sqrt((64 ** 2 - 1) / 12), 9);
    const { query } = values(await (await source.open('test')).sample(request));
    expect(Math.min(...query.x.map(Math.abs))).toBeGreaterThan((80 - 31.5) / 19);
  });

  it('standardises by the support: it then has mean 0 whatever the level, and the query does not change it', async () => {
    const level = (offset: number) => one({ series: { a: counting(100, offset) }, standardize: 'support', shots: 1 });
    const at = async (offset: number) => values(await (await level(offset).open('train')).sample(request));
    const [low, high] = [await at(0), await at(5000)];
    expect(high.query.y.map((value) => value.toFixed(4))).toEqual(low.query.y.map((value) => value.toFixed(4)));
    const [x, y] = [low.support.x.slice(0, 6), low.support.y.slice(0, 4)];
    expect([...x, ...y].reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
  });

  it('says what does not fit', async () => {
    const bad = (options: object, error: unknown, message: string) => {
      expect(() => one(options)).toThrow(error);
      expect(() => one(options)).toThrow(message);
    };
    bad({ series: { a: [1, 2, NaN] } }, InvalidDataError, "'a': step 2 is NaN");
    bad({ series: { a: [1, '2'] } }, InvalidDataError, "step 1 is the text '2'");
    bad({ series: { a: [1], b: [[1, 2]] } }, InvalidDataError, "2 in 'b' and 1 in others");
    bad({ series: {} }, InvalidDataError, 'got none');
    bad({ targets: [2] }, InvalidOptionError, 'targets must be places of columns, 0 … 1');
    bad({ window: 0 }, InvalidOptionError, 'window must be a positive whole number of steps, got 0');
    await expect(one({ window: 90 }).open('train')).rejects.toThrow('but the longest of the 1 series');
    await expect(one({ standardize: 'support' }).open('train', { shots: 0 })).rejects.toThrow(
      'nothing to standardise by',
    );
  });
});
