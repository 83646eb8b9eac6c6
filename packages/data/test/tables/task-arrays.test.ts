import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { distributionLaws } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromArrays } from '../../src/index.js';
import type { TaskArraysOptions } from '../../src/index.js';
import { values } from '../values.js';

beforeAll(() => useBackend('cpu'));

/** Ten tasks of 6 to 15 rows: row r of task t is x [100 t + r, t], y [−x₀, 2 x₀]. */
const sizes = Array.from({ length: 10 }, (_, task) => 6 + task);
const tasks = sizes.flatMap((count, task) => Array.from({ length: count }, () => task));
const x = sizes.flatMap((count, task) => Array.from({ length: count }, (_, row) => [100 * task + row, task]));
const y = x.map(([first]) => [-(first as number), 2 * (first as number)]);
const split = { train: [0, 1, 2, 3, 4, 5], validation: [6, 7], test: [8, 9] };
const options = { x, y, tasks, split, shots: 2, queries: 3 };
const request = { seed: seed(3), tasks: 40, params: {} };

const open = async (changed: Partial<TaskArraysOptions>, which: 'train' | 'test' = 'train', size = {}) =>
  values(await (await fromArrays({ ...options, ...changed }).open(which, size)).sample(request));

const distribution = await fromArrays(options).open('train');
distributionLaws('fromArrays with y', { distribution, rows: { support: 2, query: 3 } });

describe('fromArrays with the task of each example', () => {
  it('draws support and query from one task of the split, with the targets of their rows', async () => {
    const { support, query } = await open({}, 'test');
    const owners = Array.from({ length: 40 }, (_, task) => {
      const [mine, asked] = [support.x.slice(task * 4, task * 4 + 4), query.x.slice(task * 6, task * 6 + 6)];
      return new Set([...mine, ...asked].filter((_, at) => at % 2 === 1));
    });
    expect(owners.every((found) => found.size === 1)).toBe(true);
    expect([...new Set(owners.flatMap((found) => [...found]))].sort()).toEqual([8, 9]);
    const firsts = query.x.filter((_, at) => at % 2 === 0);
    expect(query.y).toEqual(firsts.flatMap((first) => [0 - first, 2 * first]));
  });

  it('leaves out tasks with too few rows, and says so if none has enough', async () => {
    const { support } = await open({}, 'train', { shots: 2, queries: 9 });
    expect(new Set(support.x.filter((_, at) => at % 2 === 1))).toEqual(new Set([5]));
    await expect(open({}, 'train', { shots: 10, queries: 9 })).rejects.toThrow(
      "none of the 6 tasks of 'arrays/train' has 19 rows (shots + queries); the largest has 11 rows.",
    );
  });

  it('standardises by the rows of training tasks alone', async () => {
    const source = fromArrays({ ...options, standardize: true });
    const rows = x.filter((_, row) => (tasks[row] as number) < 6).map(([first]) => first as number);
    const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
    const deviation = Math.sqrt(rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length);
    const found = await source.standardization();
    expect(found.x?.mean[0]).toBeCloseTo(mean, 9);
    expect(found.x?.deviation[0]).toBeCloseTo(deviation, 9);
    expect(found.y?.deviation[1]).toBeCloseTo(2 * deviation, 9);
    const plain = await open({}, 'test');
    const scaled = await open({ standardize: true }, 'test');
    const [given] = plain.query.x as [number];
    expect(scaled.query.x[0]).toBeCloseTo((given - mean) / deviation, 4);
    expect(scaled.query.y[0]).toBeCloseTo((-given + mean) / deviation, 4);
    // Other rows in other splits change nothing.
    const others = x.map((row, at) => ((tasks[at] as number) < 6 ? row : [1e6, 1e6]));
    expect(await fromArrays({ ...options, x: others, standardize: 'x' }).standardization()).toEqual({ x: found.x });
  });

  it('centres what is the same in every row', async () => {
    const constant = x.map(() => [0.1, 3e8]);
    const { support } = await open({ x: constant, standardize: 'x' });
    expect(support.x.every((value) => Math.abs(value) < 1e-6)).toBe(true);
  });

  it('classifies within a task', async () => {
    const labels = x.map(([first]) => ((first as number) % 2 === 0 ? 'even' : 'odd'));
    const { query } = await open({ y: undefined, labels, ways: 2, shots: 1, queries: 2, numbering: 'fixed' });
    const firsts = query.x.filter((_, at) => at % 2 === 0);
    expect(query.y).toEqual(firsts.flatMap((first) => (first % 2 === 0 ? [1, 0] : [0, 1])));
    const anew = await open({ y: undefined, labels, ways: 2, shots: 1, queries: 2 });
    expect(anew.query.y).not.toEqual(
      anew.query.x.filter((_, at) => at % 2 === 0).flatMap((first) => (first % 2 === 0 ? [1, 0] : [0, 1])),
    );
  });

  it('says what does not fit', async () => {
    const make = (changed: object) => () => fromArrays({ ...options, ...changed });
    expect(make({ y: undefined })).toThrow(
      'expected y (regression) or labels (classification) beside tasks, got neither',
    );
    expect(make({ labels: tasks })).toThrow('got both');
    expect(make({ y: y.map((row, at) => (at === 7 ? [NaN, 1] : row)) })).toThrow('target 7 at [0] is NaN');
    expect(make({ tasks: tasks.map((task, at) => (at === 4 ? undefined : task)) })).toThrow('task 4 is undefined');
    expect(make({ y: y.slice(1) })).toThrow(InvalidDataError);
    expect(make({ ways: 2 })).toThrow('a regression task has ways 1, got 2');
    expect(make({ split: { train: [0, 77] } })).toThrow('1 of the tasks listed for train have no examples: 77');
    expect(() => fromArrays({ x, labels: tasks, y } as never)).toThrow(InvalidOptionError);
    const source = fromArrays({ ...options, split: { test: [1] }, standardize: true });
    await expect(source.open('train')).rejects.toThrow("the split 'train' has no tasks");
    await expect(source.open('test')).rejects.toThrow('has no rows to standardise by');
    const labels = tasks.map((task) => `of ${task}`);
    await expect(fromArrays({ x, labels, tasks, numbering: 'fixed' }).open('train')).rejects.toThrow(
      "numbering 'fixed' needs ways",
    );
    await expect(fromArrays({ x, labels, tasks }).open('train')).rejects.toThrow('2 classes of 20 rows');
  });
});
