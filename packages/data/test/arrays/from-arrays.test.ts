import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { fromArrays } from '../../src/index.js';
import { values } from '../values.js';

/** 10 classes of 4 examples; the example of row r is [r, −r]. */
const labels = Array.from({ length: 40 }, (_, row) => `class ${row % 10}`);
const block = Float32Array.from(labels.flatMap((_, row) => [row, -row]));
const options = { labels, ways: 2, shots: 1, queries: 2 };
const request = { seed: seed(1), tasks: 2, params: {} };

describe('fromArrays', () => {
  it('samples the classes of a split only', async () => {
    const source = fromArrays({
      ...options,
      x: block,
      shape: [2],
      split: { train: ['class 1', 'class 2'], test: ['class 3', 'class 4'] },
    });
    const { support, query } = values(await (await source.open('test')).sample({ ...request, tasks: 20 }));
    const classes = [...support.x, ...query.x].filter((_, index) => index % 2 === 0).map((row) => row % 10);
    expect([...new Set(classes)].sort()).toEqual([3, 4]);
  });

  it('takes lists of examples as it takes a block', async () => {
    const lists = labels.map((_, row) => [row, -row]);
    const fromBlock = await (await fromArrays({ ...options, x: block, shape: [2] }).open('train')).sample(request);
    const fromLists = await (await fromArrays({ ...options, x: lists }).open('train')).sample(request);
    expect(fromLists.support.x.shape).toEqual([2, 2, 2]);
    expect(values(fromLists)).toEqual(values(fromBlock));
  });

  it('takes number labels and examples that are single numbers', async () => {
    const source = fromArrays({
      x: [1, 2, 3, 4],
      labels: [0, 0, 1, 1],
      ways: 2,
      shots: 1,
      queries: 1,
      split: { train: 1 },
    });
    const episode = await (await source.open('train')).sample({ ...request, tasks: 1 });
    expect(episode.support.x.shape).toEqual([1, 2]);
    values(episode);
  });

  it('divides classes by fractions when no split is given, none of them shared', async () => {
    const source = fromArrays({ ...options, x: block, shape: [2] });
    const splits = await Promise.all((['train', 'validation', 'test'] as const).map((split) => source.examples(split)));
    expect(splits.map(({ classes }) => classes.length)).toEqual([6, 2, 2]);
    expect(new Set(splits.flatMap(({ classes }) => classes.map(({ name }) => name))).size).toBe(10);
  });

  it('augments the train split only', async () => {
    const augment = () => (example: Float32Array) => void example.fill(7);
    const source = fromArrays({ ...options, x: block, shape: [2], augment });
    const train = values(await (await source.open('train')).sample(request));
    const test = values(await (await source.open('test')).sample(request));
    expect(train.support.x.every((value) => value === 7)).toBe(true);
    expect(test.support.x.some((value) => value !== 7)).toBe(true);
  });

  it('opens another size than its own', async () => {
    const source = fromArrays({ ...options, x: block, shape: [2] });
    const episode = await (await source.open('train', { ways: 5, shots: 3, queries: 1 })).sample(request);
    expect(episode.support.y.shape).toEqual([2, 15, 5]);
    values(episode);
  });

  it('says what does not fit', async () => {
    expect(() => fromArrays({ x: block, labels })).toThrow('needs the shape of one example. Pass shape.');
    expect(() => fromArrays({ x: block, labels: labels.slice(1), shape: [2] })).toThrow(
      'got 39 labels and 80 numbers, which is 40 examples of shape [2]',
    );
    expect(() => fromArrays({ x: [[1, 2], [3]], labels: ['a', 'b'] })).toThrow('example 1 is not numbers of shape [2]');
    const source = fromArrays({ ...options, x: block, shape: [2], split: { train: 1 } });
    await expect(source.open('holdout')).rejects.toThrow("arrays: the split 'holdout' has no classes");
    await expect(source.open('train', { ways: 11 })).rejects.toThrow(
      'has 10 classes with at least 3 examples, but ways is 11',
    );
  });
});
