import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runExample, temporaryFolder } from './run-example.js';

beforeAll(() => useBackend(wasm()));

describe('examples/own-data: series and functions', () => {
  it('series.yaml forecasts made series, better than their mean after training', async () => {
    const path = join(await temporaryFolder(), 'levels.csv');
    const rows = Array.from({ length: 6 }, (_, station) =>
      Array.from(
        { length: 80 },
        (_, hour) => `station ${station},${hour},${20 + station + 3 * Math.sin(hour * (0.4 + 0.05 * station))}`,
      ),
    );
    await writeFile(path, `station,hour,level\n${rows.flat().join('\n')}\n`);
    const { evaluation } = await runExample('series.yaml', [
      `data.path=${path}`,
      'train.iterations=150',
      'evaluate.episodes=20',
    ]);
    // Targets have variance 1 in the support, so forecasting the mean has an error of about 1.
    expect(evaluation.rows.at(-1)?.mean).toBeLessThan(0.5);
  });

  it('sampler.yaml learns the lines that lines.js draws', async () => {
    const { evaluation } = await runExample('sampler.yaml', ['train.iterations=300', 'evaluate.episodes=50']);
    const [before, , after] = evaluation.rows.map(({ mean }) => mean) as [number, number, number];
    expect(after).toBeLessThan(0.3 * before);
  });
});
