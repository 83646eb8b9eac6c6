import * as tf from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { reportRuns } from '../../src/index.js';
import { glyphsMaml, sines } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';
import { trainedBelow } from '../support/trained.js';

const root = temporaryFolder();

const paths = { sines: '', glyphs: '' };
beforeAll(async () => {
  await startNamedEngine('wasm');
  paths.sines = await trainedBelow(root, sines);
  paths.glyphs = await trainedBelow(root, glyphsMaml);
}, 120_000);

describe('reportRuns', () => {
  it('draws sines beside a baseline and pictures with predictions on one page, and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const out = join(root, 'page.html');
    const subjects = [{ run: paths.sines, baseline: paths.sines, title: 'Curves' }, { run: paths.glyphs }];
    expect(await reportRuns(subjects, { title: 'Both', out })).toBe(out);
    const page = await readFile(out, 'utf8');
    for (const shown of [
      'Both',
      'Curves',
      'Before and after adaptation',
      'K = 5',
      'K = 10',
      'Episodes',
      'Configuration',
    ]) {
      expect(page).toContain(shown);
    }
    expect(page).toMatch(/\d+\.\d\d ± \d+\.\d\d %/); // the glyphs' accuracy, in per cent
    expect(page).toContain('data:image/png');
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});
