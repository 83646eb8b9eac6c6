import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { runExample, sharedData, temporaryFolder } from './run-example.js';

beforeAll(() => useBackend(wasm()));

/** Pictures of a class have one colour, each its own shade of it. */
async function drawClasses(folder: string, colours: readonly (readonly [number, number, number])[]): Promise<void> {
  for (const [r, g, b] of colours) {
    const own = join(folder, `${r}-${g}-${b}`);
    await mkdir(own, { recursive: true });
    for (let shade = 0; shade < 4; shade += 1) {
      const background = { r: r + shade, g: g + shade, b: b + shade };
      await sharp({ create: { width: 20, height: 18, channels: 3, background } }).toFile(join(own, `${shade}.png`));
    }
  }
}

const high = 240;
const train = [
  [high, 0, 0],
  [0, high, 0],
  [0, 0, high],
  [high, high, 0],
  [0, high, high],
  [high, 0, high],
] as const;
const others = [
  [high, 120, 0],
  [0, 120, high],
  [120, high, 120],
] as const;

describe('examples/own-data: pictures', () => {
  it('pictures.yaml tells classes of made pictures apart', async () => {
    const folder = await temporaryFolder();
    const paths = { train: join(folder, 'train'), validation: join(folder, 'validation') };
    await drawClasses(paths.train, train);
    await drawClasses(paths.validation, others);
    const { evaluation } = await runExample('pictures.yaml', [
      `data.path=${JSON.stringify(paths)}`,
      ...['data.size=16', 'data.cache=false', 'data.holdout=3', 'data.ways=3', 'data.queries=2'],
      ...['learner.model.height=16', 'learner.model.width=16', 'learner.model.filters=4'],
      ...['train.iterations=4', 'train.validation={every: 4, episodes: 2, split: holdout}', 'evaluate.episodes=10'],
    ]);
    expect(evaluation).toMatchObject({ inference: 'inductive', size: { ways: 3, shots: 1 } });
    expect(evaluation.rows[0]?.mean).toBeGreaterThan(0.8);
  });

  const shared = sharedData('mini_imagenet');
  it.skipIf(shared === undefined)(
    'pictures.yaml reads an archive of photographs (../shared/data/mini_imagenet), classes of its own for each split',
    async () => {
      const { evaluation } = await runExample('pictures.yaml', [
        `data.path=${shared}/mini84_val_100.zip`,
        'data.split={ train: 0.5, validation: 0.5 }',
        ...['data.size=16', 'data.decode=on-demand', 'data.holdout=0', 'data.ways=3', 'data.queries=2'],
        ...['learner.model.height=16', 'learner.model.width=16', 'learner.model.filters=4'],
        ...['train.iterations=2', 'train.validation={every: 2, episodes: 2, split: validation}', 'evaluate.episodes=4'],
      ]);
      expect(evaluation.size).toMatchObject({ ways: 3, shots: 1, queries: 2 });
    },
  );
});
