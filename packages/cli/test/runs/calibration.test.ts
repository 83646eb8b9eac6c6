import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { experimentOf } from '../../src/experiment/experiment-of.js';
import { reportRuns } from '../../src/index.js';
import { glyphsPrototypical, sines } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { inProcess } from '../support/in-process.js';
import { temporaryFolder } from '../support/temporary.js';
import { trainedBelow } from '../support/trained.js';

const root = temporaryFolder();
const evaluated = (config: Settings, more: Settings): Settings => ({
  ...config,
  evaluate: { ...(config['evaluate'] as Settings), ...more },
});

interface Told {
  readonly calibration?: {
    readonly count: number;
    readonly accuracy: number;
    readonly bins: readonly { readonly count: number }[];
  };
  readonly rows: readonly { readonly mean: number }[];
}

describe('evaluate.calibration', () => {
  let run = '';
  beforeAll(async () => {
    await startNamedEngine('wasm');
    run = await trainedBelow(root, evaluated(glyphsPrototypical, { calibration: true }));
  }, 60_000);

  it('is of every query of the test tasks, printed, and drawn in the report', async () => {
    const { code, stdout } = await inProcess(['evaluate', run, '--json'], root);
    const { calibration, rows } = JSON.parse(stdout) as Told;
    expect(code).toBe(0);
    expect(calibration?.count).toBe(4 * 3 * 2); // tasks, ways, queries
    expect(calibration?.accuracy).toBeCloseTo(rows[0]?.mean ?? NaN, 6);
    expect(calibration?.bins).toHaveLength(15);
    const page = await readFile(await reportRuns([{ run }], { title: 'r', out: join(root, 'r.html') }), 'utf8');
    expect(page).toContain('expected calibration error');
  }, 60_000);

  it('can be asked for later, in other bins, and be left out', async () => {
    const bins = await inProcess(['evaluate', run, '--json', '--set', 'evaluate.calibration.bins=4'], root);
    expect(bins.stderr).toBe('');
    expect((JSON.parse(bins.stdout) as Told).calibration?.bins).toHaveLength(4);
    const text = await inProcess(['evaluate', run, '--set', 'evaluate.calibration=true'], root);
    expect(text.stdout).toMatch(/^calibration: expected error \d+\.\d\d % over 24 predictions/m);
    const without = await inProcess(['evaluate', run, '--json', '--set', 'evaluate.calibration=false'], root);
    expect(JSON.parse(without.stdout)).not.toHaveProperty('calibration');
  }, 60_000);

  it('is refused before training for values, and where several figures are measured', async () => {
    await expect(experimentOf(evaluated(sines, { calibration: true }))).rejects.toThrow(
      /those of '.*' are of regression/,
    );
    const both = evaluated(glyphsPrototypical, { calibration: true, inference: 'both' });
    await expect(experimentOf(both)).rejects.toThrow('got inference both');
    const steps = evaluated(glyphsPrototypical, { calibration: { bins: 5 }, steps: [0, 1] });
    await expect(experimentOf(steps)).rejects.toThrow('got steps [0, 1]');
  });
});
