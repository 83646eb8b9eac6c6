import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { silentAsker } from '../../src/init/ask.js';
import { configurationText } from '../../src/init/configuration.js';
import { shareClasses, sizesFor } from '../../src/init/look-at-pictures.js';
import { makePlan } from '../../src/init/make-plan.js';
import type { Given } from '../../src/init/make-plan.js';
import { load } from '../../src/runs/load.js';
import { evaluateExperiment } from '../../src/runs/evaluate-run.js';
import { startRun } from '../../src/runs/start-run.js';
import { described } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const ask = silentAsker((what) => {
  throw new Error(`asked for ${what}`);
});

/** Grey pictures, each class of its own brightness. */
async function draw(folder: string, classes: number, each: number): Promise<string> {
  for (let c = 0; c < classes; c += 1) {
    mkdirSync(join(root, folder, `class${c}`), { recursive: true });
    for (let i = 0; i < each; i += 1) {
      const raw = { width: 20, height: 16, channels: 1 as const };
      const picture = sharp(Buffer.alloc(320, 20 * c + i), { raw })
        .toColourspace('b-w')
        .png();
      await picture.toFile(join(root, folder, `class${c}`, `${i}.png`));
    }
  }
  return join(root, folder);
}

const written = async (given: Given): Promise<Settings> =>
  parse(configurationText(await makePlan(given, ask, {}), 'x.yaml')) as Settings;

beforeAll(async () => {
  await startNamedEngine('wasm');
});

describe('innerloop init', () => {
  it('writes a configuration of pictures that trains, validates and evaluates as it stands', async () => {
    const path = await draw('pictures', 8, 4);
    const config = await written({ data: path, iterations: 2 });
    expect(config).toMatchObject({
      name: 'pictures',
      learner: { use: 'prototypical', model: { height: 16, width: 16, channels: 1 } },
      data: { use: 'images', path, size: 16, ways: 2, shots: 1, queries: 3 },
      train: { iterations: 2, validation: { every: 1 } },
    });
    const data = { ...(config['data'] as Settings), cache: false };
    const train = { iterations: 2, validation: { every: 2, episodes: 2 } };
    const small = { ...config, data, train, evaluate: { episodes: 2 } };
    const out = join(root, 'run');
    const trained = await startRun({ ...(await described(small)), out });
    expect(trained).toMatchObject({ finished: true, iteration: 2, validation: expect.any(Number) as number });
    const run = await load(out);
    const result = await evaluateExperiment(run.experiment, run.params);
    expect(result).toMatchObject({ data: 'pictures', split: 'test', size: { ways: 2, shots: 1, queries: 3 } });
    run.dispose();
  });

  it.each([
    ['prototypical', undefined],
    ['ridge', undefined],
    ['maml', 5],
  ] as const)('writes %s with the head that it has', async (learner, outputs) => {
    const config = await written({ kind: 'glyphs', learner, iterations: 10 });
    expect(config['learner']).toMatchObject({ use: learner });
    expect((config['learner'] as { model: { outputs?: number } }).model.outputs).toBe(outputs);
    await described(config);
  });

  it('writes regression for data of values, and refuses learners that tell classes apart', async () => {
    const config = await written({ kind: 'sinusoids', iterations: 10 });
    expect(config['learner']).toMatchObject({
      use: 'maml',
      loss: 'mean-squared-error',
      model: { inputs: 1, outputs: 1 },
    });
    await described(config);
    await expect(written({ kind: 'sinusoids', learner: 'prototypical' })).rejects.toThrow('the data are of regression');
  });

  it('takes the data of an own module, and names its plugin', async () => {
    const module = join(root, 'tasks.mjs');
    writeFileSync(
      module,
      `export const plugin = { name: 'mine', provides: { data: { mine: { summary: 'mine', options: () => ({ parse: (o) => o }), create: () => ({
        name: 'mine', kind: 'regression', size: { ways: 1, shots: 3, queries: 3 },
        open: () => import('@tensorflow/tfjs-core').then((tf) => ({ name: 'mine', kind: 'regression', sample: ({ tasks }) => {
          const batch = () => ({ x: tf.zeros([tasks, 3, 7]), y: tf.zeros([tasks, 3, 2]) });
          return Promise.resolve({ support: batch(), query: batch() });
        } })),
      }) } } } };`,
    );
    const config = await written({ data: module, iterations: 10 });
    expect(config).toMatchObject({ data: { use: 'mine' }, learner: { model: { inputs: 7, outputs: 2 } } });
    expect(config['plugins']).toHaveLength(1);
  });

  it.each([
    ['three classes', 3, 4, 'at least 4 and better 30'],
    ['one picture a class', 8, 1, 'one picture to learn from and one to ask'],
  ])('refuses %s, and says what is needed', async (name, classes, each, says) => {
    const data = await draw(name.replaceAll(' ', '-'), classes, each);
    await expect(makePlan({ data }, ask, {})).rejects.toThrow(says);
  });

  it('refuses what is not there', async () => {
    await expect(makePlan({ data: join(root, 'nowhere') }, ask, {})).rejects.toThrow('is not there');
  });
});

describe('what init proposes', () => {
  it('divides classes so that every split has enough for a task', () => {
    for (let count = 4; count <= 200; count += 1) {
      const { train, validation, test } = shareClasses('x', count);
      expect(train + validation + test).toBe(count);
      expect(Math.min(train, test)).toBeGreaterThanOrEqual(2);
      if (count >= 6) expect(validation).toBeGreaterThanOrEqual(2);
      if (count >= 32) expect(Math.min(train, validation, test)).toBeGreaterThanOrEqual(5);
    }
    expect(shareClasses('x', 100)).toEqual({ train: 64, validation: 16, test: 20 });
  });

  it('asks for no more pictures than a class has', () => {
    for (let pictures = 2; pictures < 60; pictures += 1) {
      const { shots, queries } = sizesFor(5, pictures);
      expect(shots + queries).toBeLessThanOrEqual(pictures);
      expect(queries).toBeGreaterThanOrEqual(1);
    }
  });
});
