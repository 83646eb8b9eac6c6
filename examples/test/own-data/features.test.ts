import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { npz } from './npz.js';
import { runExample, sharedData, temporaryFolder } from './run-example.js';

beforeAll(() => useBackend(wasm()));

/** Classes of 6 examples around centres of their own, 8 features: classes are far apart beside their width. */
function made(classes: number, first: number): Buffer {
  const rows = Array.from({ length: classes * 6 }, (_, row) => row);
  const label = rows.map((row) => row % classes);
  const features = rows.flatMap((row) => {
    const own = first + (row % classes);
    return Array.from(
      { length: 8 },
      (_, at) => 100 + 10 * Math.sin(own * (at + 1) * 1.7) + 0.1 * Math.cos(row * (at + 3)),
    );
  });
  return npz({
    features: { shape: [rows.length, 8], values: features },
    labels: { shape: [rows.length], values: label },
  });
}

const small = ['data.ways=3', 'data.shots=1', 'data.queries=2', 'evaluate.episodes=20', 'train.iterations=2'];

describe('examples/own-data: features', () => {
  it.each([
    [
      'features.yaml',
      ['learner.model.inputs=8', 'data.holdout=3', 'train.validation={every: 2, episodes: 2, split: holdout}'],
    ],
    ['features-as-they-are.yaml', ['learner.model.features=8']],
  ])('%s tells classes of made features apart', async (file, settings) => {
    const folder = await temporaryFolder();
    const [train, validation, names] = ['train.npz', 'val.npz', 'names.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(train, made(8, 0));
    await writeFile(validation, made(4, 20));
    await writeFile(names, JSON.stringify(Array.from({ length: 8 }, (_, at) => `class ${at}`)));
    const { evaluation } = await runExample(file, [
      ...[...small, ...settings, `data.path={train: ${train}, validation: ${validation}}`],
      ...(file === 'features.yaml' ? [`data.names={train: ${names}}`] : []),
    ]);
    expect(evaluation.rows.at(-1)?.mean).toBeGreaterThan(0.9);
  });

  const shared = sharedData('cifar_fs_features');
  it.skipIf(shared === undefined)(
    'features-as-they-are.yaml reads CIFAR-FS (../shared/data/cifar_fs_features): over 70 % of 5-way 5-shot',
    async () => {
      const { evaluation } = await runExample('features-as-they-are.yaml', [
        `data.path={train: ${shared}/train.npz, validation: ${shared}/val.npz}`,
        ...['train.iterations=2', 'evaluate.episodes=60'],
      ]);
      expect(evaluation.rows.at(-1)?.mean).toBeGreaterThan(0.7);
    },
  );
});
