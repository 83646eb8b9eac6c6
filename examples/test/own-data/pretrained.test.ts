import { wasm } from '@innerloop/backend-wasm';
import { experimentOf, readConfig, startRun, withOverrides } from '@innerloop/cli';
import { useBackend } from '@innerloop/core';
import * as tfl from '@tensorflow/tfjs-layers';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracyOf } from '../../own-data/pretrained.js';

const example = fileURLToPath(new URL('../../own-data/pretrained.yaml', import.meta.url));
const doodlenet = fileURLToPath(new URL('../../../../shared/data/models/doodlenet', import.meta.url));
let folder = '';

/** A network of random weights, as its files. */
async function writeNetwork(path: string): Promise<void> {
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [14, 14, 1], filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
      tfl.layers.flatten({ name: 'flatten' }),
      tfl.layers.dense({ units: 3 }),
    ],
  });
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      await writeFile(join(path, 'weights.bin'), Buffer.from(weightData as ArrayBuffer));
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeFile(join(path, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
}

beforeAll(async () => {
  await useBackend(wasm());
  folder = await mkdtemp(join(tmpdir(), 'innerloop-pretrained-'));
  await writeNetwork(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('my network: a LayersModel', () => {
  it('the configuration trains, validates and evaluates', async () => {
    const data = { use: 'glyphs', size: 14, alphabets: 4, characters: 6, drawings: 8, ways: 5, shots: 1, queries: 3 };
    const config = withOverrides(await readConfig(example), [
      `learner.model.path=${JSON.stringify(folder)}`,
      `data=${JSON.stringify(data)}`,
      'train.iterations=4',
      'train.validation.every=4',
      'train.validation.episodes=2',
      'train.validation.split=validation',
      'evaluate.episodes=4',
    ]);
    const experiment = await experimentOf(config);
    const { loss } = await startRun({ experiment, config, out: join(folder, 'run') });
    expect(loss).toBeGreaterThan(0);
  });

  it('the program tells drawn characters apart better than chance, with random weights already', async () => {
    expect(await accuracyOf(folder, 'flatten', 14, 20)).toBeGreaterThan(0.3);
  });
});

describe.skipIf(!existsSync(doodlenet))('doodlenet (../shared/data/models/doodlenet)', () => {
  it('is a better embedding of drawn characters than chance by far, nothing trained', async () => {
    expect(await accuracyOf(doodlenet, 'flatten', 28, 20)).toBeGreaterThan(0.6);
  });
});
