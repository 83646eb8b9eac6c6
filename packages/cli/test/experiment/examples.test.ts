import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { withOverrides } from '../../src/config/overrides.js';
import { readConfig } from '../../src/config/read-config.js';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { experimentOf } from '../../src/experiment/experiment-of.js';
import { startRun } from '../../src/runs/start-run.js';
import { temporaryFolder } from '../support/temporary.js';

const folder = fileURLToPath(new URL('../../../../examples', import.meta.url));
const root = temporaryFolder();

beforeAll(() => startNamedEngine('wasm'));

describe('the configurations of examples/', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s describes an experiment', async (name) => {
    const { plainStep } = await experimentOf(await readConfig(join(folder, name)));
    expect(plainStep.name).not.toBe('');
  });
});

describe('Auto-MAML from its configuration', () => {
  const small = [
    ...['compile=false', 'learner.model.filters=2', 'data.source.size=8', 'data.source.alphabets=6'],
    ...['train.iterations=1', 'train.metaBatch=2', 'train.validation.every=9'],
  ];
  const config = async (...settings: readonly string[]) =>
    withOverrides(await readConfig(join(folder, 'glyphs-auto-maml.yaml')), [...small, ...settings]);

  it('trains weights and architecture by halves of the tasks, of disjoint classes', async () => {
    const settings = await config();
    const experiment = await experimentOf(settings);
    expect(experiment.plainStep.name).toContain('halves of first-order');
    expect((await experiment.data.open('train')).name).toMatch(/first half of its classes \| .*second half/);
    const { loss } = await startRun({ experiment, config: settings, out: join(root, 'run') });
    expect(loss).toBeGreaterThan(0);
  });

  it.each([
    ['train.metaBatch=3', 'expected an even number of tasks, got 3'],
    ['metaGradient.second=[model/arch/]', 'names none of the learned leaves'],
    ['metaGradient.second=[]', 'metaGradient.second'],
    ['metaGradient.of=nothing', 'metaGradient.of'],
    ['train.slices=2', 'needs the whole meta-batch at once'],
  ])('refuses %s', async (setting, message) => {
    const settings = await config(setting);
    const run = async () =>
      startRun({ experiment: await experimentOf(settings), config: settings, out: join(root, 'no') });
    await expect(run()).rejects.toThrow(message);
  });
});
