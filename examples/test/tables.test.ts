import { wasm } from '@innerloop/backend-wasm';
import { accuracy, conv4, disposeTree, initialize, searchConv, seed, tidy, useBackend } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { tablePage } from '../tables/page.js';
import { inOrder, runTable } from '../tables/run-table.js';
import { pictureRows } from '../tables/picture-rows.js';
import { classificationTable } from '../tables/pictures.js';
import type { PictureProblem } from '../tables/pictures.js';
import { sinusoidTable } from '../tables/sinusoids.js';
import type { Entry, Problem, Row, Table, TableResult } from '../tables/table.js';
import { quietFrame, whole } from './temporary.js';

vi.setConfig({ testTimeout: 240_000 });

beforeAll(() => useBackend(wasm()));

const budget = { iterations: 2, episodes: 4, seeds: [1] };
const entriesOf = async (frame: Awaited<ReturnType<typeof quietFrame>>): Promise<readonly Entry[]> =>
  ((await frame.readResult('sinusoid-table')) as TableResult).entries;

/** Small drawn pictures, as a problem of the table. */
function drawn(shots: number): PictureProblem {
  const size = { height: 16, width: 16, channels: 1, filters: 4, downsample: 'stride' } as const;
  const source = glyphs({ alphabets: 9, characters: 10, size: 16 });
  return {
    ...{ name: `drawn-${shots}`, title: 'Drawn', open: () => Promise.resolve(source), metric: accuracy },
    training: { ways: 5, shots, queries: 2 },
    judged: { ways: 5, shots, queries: 2 },
    network: (how = {}) => conv4({ ...size, ...how, outputs: 5 }),
    embedding: (how = {}) => conv4({ ...size, ...how }),
    searched: () => searchConv({ channels: 1, outputs: 5, filters: 4, cells: 1, nodes: 1 }),
    ...{
      features: 4,
      classes: 50,
      rate: 0.1,
      startRate: 0.1,
      inner: { steps: 1, testSteps: 2 },
      iterations: 2,
      metaBatch: 2,
      conditions: 'Small.',
    },
  };
}

/** All rows beside `npm test`; there, every sixth. */
const rows = sinusoidTable.rows.filter((_, at) => whole || at % 6 === 0);

/** The table with rows that count how often they are made. */
function counted(): { readonly table: Table<Problem>; readonly made: string[] } {
  const made: string[] = [];
  const rows = sinusoidTable.rows.map((row): Row<Problem> => {
    const make: Row<Problem>['make'] = (problem) => {
      made.push(row.name);
      return row.make(problem);
    };
    return { ...row, make };
  });
  return { table: { ...sinusoidTable, rows }, made };
}

describe('a table of combinations', () => {
  it('trains and judges every row, and draws a page', async () => {
    const frame = await quietFrame('sinusoid-table', budget);
    await runTable({ ...sinusoidTable, rows }, frame);
    const entries = await entriesOf(frame);
    expect(entries.map(({ row }) => row)).toEqual(rows.map(({ name }) => name));
    // What adapts in one pass has one figure.
    for (const { result } of entries)
      expect([[1, 5, 10], [undefined]]).toContainEqual(result?.rows.map(({ steps }) => steps));
    expect(entries.filter(({ result }) => result?.rows.length === 3).length).toBeGreaterThan(rows.length / 6);
    const page = await readFile(join(frame.settings.out, 'results/sinusoid-table.md'), 'utf8');
    for (const { name } of rows) expect(page).toContain(`| ${name} |`);
    expect(page).toContain('2 iterations of 25 tasks');
    expect(page).toContain('0.67 / 0.38 / 0.35');
  });

  it('keeps what is finished: a second run makes only what is new', async () => {
    const { table, made } = counted();
    const settings = { ...budget, only: ['MAML', 'Pretrained'] };
    const frame = await quietFrame('sinusoid-table', settings);
    await runTable(table, frame);
    await runTable(table, frame);
    expect(made).toEqual(['MAML', 'Pretrained']);
    const more = { ...frame, settings: { ...frame.settings, only: ['MAML'], seeds: [2] } };
    await runTable(table, more);
    expect(made).toEqual(['MAML', 'Pretrained', 'MAML']);
    expect((await entriesOf(frame)).map(({ row, seed }) => `${row} ${seed}`)).toEqual([
      'MAML 1',
      'MAML 2',
      'Pretrained 1',
    ]);
  });

  it('trains anew what has other settings or another budget', () => {
    const key = {
      ...{ problem: 'p', row: 'r', seed: 1, settings: 'rate 1', conditions: 'small' },
      ...{ iterations: 5, metaBatch: 2, episodes: 3 },
    };
    const entry: Entry = { ...key, minutes: 0 };
    expect(inOrder([key], [entry])).toEqual([entry]);
    expect(inOrder([{ ...key, settings: 'rate 2' }], [entry])).toEqual([]);
    expect(inOrder([{ ...key, iterations: 6 }], [entry])).toEqual([]);
    expect(inOrder([{ ...key, conditions: 'large' }], [entry])).toEqual([]);
    expect(inOrder([{ ...key, seed: 2 }], [entry])).toEqual([entry]);
  });

  it('says of a row that diverged that it did', () => {
    const [problem] = sinusoidTable.problems('/nowhere') as [Problem];
    const [{ name: row, settings }] = sinusoidTable.rows as [Row<Problem>];
    const { conditions } = problem;
    const key = { problem: problem.name, row, settings, conditions, iterations: 5, metaBatch: 2, episodes: 3 };
    const failed: Entry = { ...key, seed: 1, minutes: 1, failure: 'infinite' };
    const page = tablePage(sinusoidTable, [problem], { command: 'c', machine: 'm', entries: [failed] });
    expect(page).toContain('| diverged | diverged | diverged |');
    const figures = { mean: 0.5, std: 1, ci95: 0.25, count: 16 };
    const rows = [1, 5].map((steps) => ({ steps, ...figures }));
    const result = { rows } as unknown as NonNullable<Entry['result']>;
    const entries = [
      { ...failed, seed: 2 },
      { ...key, seed: 1, minutes: 1, result },
    ];
    const both = tablePage(sinusoidTable, [problem], { command: 'c', machine: 'm', entries });
    expect(both).toContain('| 1 of 2 diverged | 1 of 2 diverged | 2 of 2 diverged |');
  });

  it('refuses a row that it does not have', async () => {
    const frame = await quietFrame('sinusoid-table', { ...budget, only: ['mamal'] });
    await expect(runTable(sinusoidTable, frame)).rejects.toThrow("--only names 'mamal'. There are: MAML");
  });

  if (whole) {
    it('trains on batches of all classes what asks for them, and leaves out what does not suit', async () => {
      const baselines = pictureRows.filter(({ name }) => ['Baseline', 'Baseline with a chosen rate'].includes(name));
      const table: Table<PictureProblem> = {
        ...classificationTable,
        rows: baselines,
        problems: () => [drawn(1), drawn(2)],
      };
      const frame = await quietFrame('classification-table', budget);
      await runTable(table, frame);
      const { entries } = (await frame.readResult('classification-table')) as TableResult;
      expect(entries.map(({ problem, row }) => `${problem}: ${row}`)).toEqual([
        'drawn-1: Baseline',
        'drawn-2: Baseline',
        'drawn-2: Baseline with a chosen rate',
      ]);
      for (const { result } of entries) expect(result?.rows[0]?.count).toBe(4);
    });
  }

  it('lets no trial take the place of results of another budget', async () => {
    const frame = await quietFrame('sinusoid-table', { ...budget, only: ['MAML'] });
    await runTable(sinusoidTable, frame);
    const trial = { ...frame, settings: { ...frame.settings, iterations: 1 } };
    await expect(runTable(sinusoidTable, trial)).rejects.toThrow('this budget would replace 1 results of another one');
    expect(await entriesOf(frame)).toHaveLength(1);
  });

  it('has picture rows whose learners adapt and predict: the parts fit one another', async () => {
    const problem = drawn(2);
    const tasks = await (await problem.open()).open('validation', problem.judged);
    const made = pictureRows.map((row) => row.make(problem));
    expect(made.filter(({ step }) => step === undefined)).toHaveLength(1);
    for (const { learner } of made) {
      const params = tidy(() => initialize(learner.specs, seed(1)));
      const episode = await tasks.sample({ seed: seed(2), tasks: 2, params });
      const predictions = tidy(() => {
        const context = { key: seed(3), mode: 'test', order: 'first' } as const;
        const adapted = learner.adapt(params, episode.support, context);
        return learner.predict(params, adapted, episode.query.x, context);
      });
      expect(predictions.shape).toEqual([2, 10, 5]);
      disposeTree([params, episode, predictions]);
    }
  });

  it('names each row once', () => {
    for (const rows of [sinusoidTable.rows, pictureRows]) {
      const names = rows.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
