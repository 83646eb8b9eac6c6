import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainConfig } from '../../src/doctor/explain-config.js';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { experimentOf } from '../../src/experiment/experiment-of.js';
import { startRun } from '../../src/runs/start-run.js';
import { sines } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();

beforeAll(() => startNamedEngine('wasm'));

/** The last loss of a run of six iterations. */
async function lossOf(name: string, settings: Settings): Promise<number> {
  const config = { ...sines, ...settings };
  const { loss } = await startRun({ experiment: await experimentOf(config), config, out: join(root, name) });
  return loss as number;
}

describe('warmUp', () => {
  it('trains the first iterations with another meta-gradient, first-order unless it says', async () => {
    const whole = await lossOf('first', { metaGradient: 'first-order' });
    const changed = await lossOf('changed', { warmUp: { iterations: 3 } });
    expect(await lossOf('never', { warmUp: { iterations: 6 } })).toBe(whole);
    expect(await lossOf('exact', { warmUp: { metaGradient: 'exact', iterations: 3 } })).toBe(await lossOf('plain', {}));
    expect(changed).not.toBe(whole);
    expect(
      readFileSync(join(root, 'changed', 'metrics.jsonl'), 'utf8')
        .trim()
        .split('\n').length,
    ).toBeGreaterThan(0);
  });

  it('is part of what a run is: its step says so, and the doctor explains what comes after', async () => {
    const experiment = await experimentOf({ ...sines, warmUp: { iterations: 3 } });
    expect(experiment.step.name).toMatch(/first-order.*from iteration 3 on.*exact/);
    expect(experiment.plainStep.name).toContain('exact');
    const explained = await explainConfig(experiment);
    expect(typeof explained).toBe('object');
  });

  it('refuses no iterations and unknown keys', async () => {
    await expect(experimentOf({ ...sines, warmUp: { iterations: 0 } })).rejects.toThrow('warmUp');
    await expect(experimentOf({ ...sines, warmUp: { iterations: 2, order: 1 } })).rejects.toThrow('order');
  });
});
