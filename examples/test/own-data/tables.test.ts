import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runExample, sharedData, temporaryFolder } from './run-example.js';

beforeAll(() => useBackend(wasm()));

const small = [
  'train.iterations=2',
  'train.validation={every: 2, episodes: 2}',
  'evaluate.episodes=4',
  'evaluate.steps=[0, 3]',
];

describe('examples/own-data: a table', () => {
  it('table.yaml predicts two targets of made rows, better after the inner steps', async () => {
    const path = join(await temporaryFolder(), 'made.csv');
    const rows = Array.from({ length: 10 * 12 }, (_, row) => {
      const [site, step] = [row % 10, Math.floor(row / 10)];
      return `s${site};${step};${Math.sin(row)};${site * 5};${-site}`;
    });
    await writeFile(path, `site;day;dose;yield;loss\n${rows.join('\n')}\n`);
    const { evaluation } = await runExample('table.yaml', [
      ...small,
      `data={use: table, path: ${path}, task: site, y: [yield, loss], shots: 5, queries: 5}`,
      'learner.model.inputs=2',
    ]);
    const [before, after] = evaluation.rows.map(({ mean }) => mean) as [number, number];
    expect(after).toBeLessThan(before);
  });

  const shared = sharedData('parkinsons');
  it.skipIf(shared === undefined)('table.yaml reads 42 patients (../shared/data/parkinsons)', async () => {
    const { trained, evaluation } = await runExample('table.yaml', [
      ...small,
      `data.path=${shared}/parkinsons_updrs.data`,
    ]);
    expect(trained.iteration).toBe(2);
    expect(evaluation.rows.every(({ mean }) => mean > 0 && mean < 10)).toBe(true);
  });
});
