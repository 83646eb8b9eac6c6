import { disposeTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { checkAhead } from '../../src/runs/check-ahead.js';
import { memoryWarning } from '../../src/runs/memory-estimate.js';
import { requireFreeFolder } from '../../src/runs/run-folder.js';
import { startRun } from '../../src/runs/start-run.js';
import { described, glyphsMaml, glyphsPrototypical, sines } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();

beforeAll(async () => {
  await startNamedEngine('wasm');
});

const ahead = async (config: Settings): Promise<void> => checkAhead((await described(config)).experiment);

describe('before the first iteration', () => {
  it('all splits of a configuration that works are found to be so, and no tensor is left', async () => {
    const before = tf.memory().numTensors;
    await ahead(glyphsMaml);
    await ahead(glyphsPrototypical);
    await ahead(sines);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tasks to evaluate on that the test split cannot give are refused, and no folder is left', async () => {
    const config = { ...glyphsPrototypical, evaluate: { episodes: 4, ways: 50 } };
    const out = join(root, 'refused');
    await expect(startRun({ ...(await described(config)), out })).rejects.toThrow(
      /the configuration evaluates on the split 'test': .*ways is 50/,
    );
    expect(existsSync(out)).toBe(false);
  });

  it('so are those to validate on', async () => {
    const train = { iterations: 2, validation: { split: 'holdout' } };
    await expect(ahead({ ...glyphsPrototypical, train })).rejects.toThrow("validates on the split 'holdout'");
  });

  it('a head for another number of classes is refused, of training and of evaluation', async () => {
    const data = { ...(glyphsMaml['data'] as Settings), ways: 4 };
    await expect(ahead({ ...glyphsMaml, data })).rejects.toThrow(
      'trains on tasks of 4 classes, but the learner tells 3',
    );
    const evaluate = { ways: 2 };
    await expect(ahead({ ...glyphsMaml, evaluate })).rejects.toThrow('evaluates on tasks of 2 classes, but');
    await ahead({ ...glyphsPrototypical, evaluate });
  });

  it('a range of classes needs a learner that takes both ends of it, whichever number is drawn first', async () => {
    const ranging = (config: Settings, ways: readonly number[]): Settings => ({
      ...config,
      data: { ...(config['data'] as Settings), ways },
    });
    for (const ways of [
      [2, 3],
      [3, 4],
      [4, 5],
    ]) {
      await expect(ahead(ranging(glyphsMaml, ways))).rejects.toThrow(
        `trains on tasks of ${ways.join(' to ')} classes, but the learner tells 3 apart. Give data.ways one number, the model's outputs (3 now)`,
      );
    }
    await ahead(ranging(glyphsMaml, [3, 3]));
    await ahead(ranging(glyphsPrototypical, [2, 4]));
    const evaluate = { ways: 3 };
    await expect(ahead({ ...ranging(glyphsMaml, [2, 3]), evaluate })).rejects.toThrow('trains on tasks of 2 to 3');
    await expect(ahead(ranging(glyphsPrototypical, [2, 9]))).rejects.toThrow("the split 'test': episodes: ");
  });

  it('a model that cannot take the examples is refused in words', async () => {
    const learner = sines['learner'] as Settings;
    const wide = { ...learner, model: { use: 'mlp', inputs: 3, hidden: [4], outputs: 1 } };
    await expect(ahead({ ...sines, learner: wide })).rejects.toThrow(
      "the learner cannot take the examples of 'sinusoids', which are [1] each",
    );
  });

  it('a folder that cannot be made is refused before data are read', async () => {
    mkdirSync(join(root, 'full', 'inside'), { recursive: true });
    await expect(requireFreeFolder(join(root, 'full'))).rejects.toThrow('is not empty');
    await expect(requireFreeFolder(join(import.meta.filename, 'run'))).rejects.toThrow('cannot create the run folder');
    await requireFreeFolder(join(root, 'new', 'deeper'));
    expect(existsSync(join(root, 'new'))).toBe(false);
  });
});

describe('memory', () => {
  const episode = (): Parameters<typeof memoryWarning>[1] => {
    const batch = (rows: number): { x: tf.Tensor; y: tf.Tensor } => ({
      x: tf.zeros([1, rows, 1]),
      y: tf.zeros([1, rows, 1]),
    });
    return { support: batch(5), query: batch(15) };
  };
  const training = (metaBatch: number, slices: number): Parameters<typeof memoryWarning>[0] =>
    ({ engine: 'wasm', training: { metaBatch, slices } }) as never;

  it('that does not suffice is told with the slices that do: with them nothing is told any more', () => {
    const tasks = episode();
    // 4 units for all rows of a task.
    expect(memoryWarning(training(8, 1), tasks, 1, 32)).toBeUndefined();
    const told = memoryWarning(training(8, 1), tasks, 1, 10) ?? '';
    const slices = Number(/train\.slices: (\d+)/.exec(told)?.[1]);
    expect(slices).toBe(4);
    expect(memoryWarning(training(8, slices), tasks, 1, 10)).toBeUndefined();
    expect(memoryWarning(training(8, 1), tasks, 1, 3)).toContain('Even one task is too much');
    disposeTree(tasks);
  });
});
