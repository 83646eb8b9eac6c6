import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { openExperiment } from '../../src/runs/open-experiment.js';
import { evaluationTasks } from '../../src/runs/evaluate-run.js';
import { checkPlaces } from '../../src/runs/run-classes.js';
import { startRun } from '../../src/runs/start-run.js';
import { described, glyphsPrototypical } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const at = (...parts: readonly string[]): string => join(root, ...parts);

async function draw(folder: string, names: string): Promise<string> {
  for (const [index, name] of Array.from(names).entries()) {
    mkdirSync(at(folder, name), { recursive: true });
    const create = { width: 16, height: 16, channels: 3 as const, background: { r: 20 * index, g: 0, b: 0 } };
    for (const file of ['1.png', '2.png'])
      await sharp({ create })
        .png()
        .toFile(at(folder, name, file));
  }
  return at(folder);
}

const run = at('run');
beforeAll(async () => {
  await startNamedEngine('wasm');
  const path = await draw('pictures', 'abcdefghij');
  const data = { use: 'images', path, size: 16, channels: 1, ways: 2, shots: 1, queries: 1, cache: false };
  await startRun({ ...(await described({ ...glyphsPrototypical, name: 'images', data })), out: run });
}, 120_000);

describe('data that are named for an evaluation', () => {
  it('may have been moved: the same classes are the same split', async () => {
    const moved = await draw('moved', 'abcdefghij');
    const opened = await openExperiment(run, { data: moved });
    expect(await checkPlaces(opened, moved, 'test')).toBeUndefined();
  });

  it('are never cut by the fractions of others: test classes alone are refused with the word to say', async () => {
    const other = await draw('other', 'uvwxyz');
    const opened = await openExperiment(run, { data: other });
    await expect(checkPlaces(opened, other, 'test')).rejects.toThrow(`pass --data test=${other}`);
  });

  it('are taken whole as a split of their own', async () => {
    const other = await draw('whole', 'uvwxyz');
    const opened = await openExperiment(run, { data: { test: other } });
    expect(await checkPlaces(opened, { test: other }, 'test')).toBeUndefined();
    // All six classes are there for one task.
    await evaluationTasks(opened.experiment, { split: 'test', ways: 6 });
    await expect(evaluationTasks(opened.experiment, { split: 'train' })).rejects.toThrow('no path for');
  });

  it('are told where the run was trained on classes of these names', async () => {
    const all = at('pictures');
    const opened = await openExperiment(run, { data: { test: all } });
    expect(await checkPlaces(opened, { test: all }, 'test')).toMatch(/^\d of 10 classes have the names/);
  });
});
