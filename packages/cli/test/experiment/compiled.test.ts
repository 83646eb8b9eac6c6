import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { experimentOf } from '../../src/experiment/experiment-of.js';
import { explainConfig } from '../../src/doctor/explain-config.js';
import { formatExplanation } from '../../src/doctor/format-explanation.js';
import { evaluateExperiment } from '../../src/runs/evaluate-run.js';
import { load } from '../../src/runs/load.js';
import { openExperiment } from '../../src/runs/open-experiment.js';
import { startRun } from '../../src/runs/start-run.js';
import { sines } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { innerloop } from '../support/innerloop.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const tensorflow = pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core')).href;

/** A loss whose value is the mean squared error, by way of a kernel that compiled code does not have. */
const plugin = `
import * as tf from '${tensorflow}';
export const plugin = { name: 'sorting', provides: { loss: { sorting: {
  summary: 'sorts', options: () => ({ parse: (value) => value }),
  create: () => (predictions, targets) => tf.add(
    tf.mean(tf.squaredDifference(predictions, targets), [1, 2]),
    tf.mul(tf.sum(tf.topk(tf.reshape(targets, [-1]), 1).values), 0)),
} } } };
`;

const sorted = (): Settings => ({
  ...sines,
  name: 'sorted',
  plugins: [join(root, 'sorting.mjs')],
  learner: { ...(sines['learner'] as object), loss: 'sorting' },
});

beforeAll(async () => {
  await startNamedEngine('wasm');
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'sorting.mjs'), plugin);
});

/** Trains, and gives the last loss and what was told meanwhile. */
async function run(
  config: Settings,
  name: string,
): Promise<{ loss: number | undefined; told: readonly string[]; out: string }> {
  const told: string[] = [];
  const out = join(root, name);
  const experiment = await experimentOf(config, { onMessage: (message) => told.push(message) });
  const { loss } = await startRun({ experiment, config, out });
  const trained = await load(out);
  await evaluateExperiment(experiment, trained.params);
  trained.dispose();
  return { loss, told, out };
}

describe('an experiment', () => {
  it.each([
    [{}, true],
    [{ compile: false }, false],
    [{ engine: 'cpu' }, false],
    [{ engine: 'cpu', compile: true }, false],
  ])('is compiled on wasm, unless its configuration says no: %j', async (settings, compiled) => {
    expect((await experimentOf({ ...sines, ...settings })).compiled).toBe(compiled);
  });

  it('has the same losses compiled and not, to rounding, and its run tells which it was', async () => {
    const [fast, plain] = [await run(sines, 'fast'), await run({ ...sines, compile: false }, 'plain')];
    expect(fast.loss).not.toBeUndefined();
    expect((fast.loss as number) / (plain.loss as number)).toBeCloseTo(1, 4);
    expect([...fast.told, ...plain.told]).toEqual([]);
    const compiled = [fast, plain].map(({ out }) => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as object);
    expect(compiled).toMatchObject([{ compiled: true }, { compiled: false }]);
  });

  it('runs without being compiled where a kernel is not known, and says so once', async () => {
    const { loss, told } = await run(sorted(), 'sorted');
    expect(loss).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThanOrEqual(1);
    expect(new Set(told).size).toBe(told.length);
    expect(told[0]).toMatch(/^Runs without being compiled, slower\. .*'TopK' at .*sorting\.mjs:\d+/);
  });

  it('opens on another engine, which is not compiled', async () => {
    const { out } = await run(sines, 'opened');
    expect((await openExperiment(out)).experiment.compiled).toBe(true);
    expect((await openExperiment(out, { engine: 'cpu' })).experiment.compiled).toBe(false);
  });
});

describe('innerloop doctor', () => {
  it('explains how a configuration is compiled', async () => {
    const explained = await explainConfig(await experimentOf(sines));
    if (typeof explained === 'string') throw new Error(explained);
    const text = formatExplanation(explained);
    for (const words of ['recorded', 'BatchMatMul', 'reduce', 'memory', 'code', 'a run']) expect(text).toContain(words);
    expect(explained.milliseconds).toBeGreaterThan(0);
    expect(explained.step.printGraph()).toContain('return %');
    expect(explained.step.printKernels().split('\n')).toHaveLength(explained.step.plan.kernels);
  });

  it('says why one is not', async () => {
    expect(await explainConfig(await experimentOf(sorted(), { onMessage: () => undefined }))).toContain("'TopK'");
  });

  it('tells of the machine, and of a configuration, on the command line', async () => {
    const config = join(root, 'sines.json');
    writeFileSync(config, JSON.stringify(sines));
    const [machine, plan] = await Promise.all([
      innerloop(['doctor']),
      innerloop(['doctor', '--explain', config, '--full', '--set', 'train.metaBatch=2']),
    ]);
    expect(machine).toMatchObject({ code: 0, stderr: '' });
    for (const words of [process.version, 'SIMD', 'threads', 'tfjs-core']) expect(machine.stdout).toContain(words);
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toContain('f32[2, 5, 1]');
  }, 120_000);

  it('a run that goes on otherwise than it began is told to', async () => {
    const { out } = await run({ ...sines, train: { iterations: 4, checkpointEvery: 2 } }, 'changed');
    const path = join(out, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as Settings;
    writeFileSync(path, JSON.stringify({ ...config, compile: false, train: { iterations: 6, checkpointEvery: 2 } }));
    const { code, stderr } = await innerloop(['resume', out]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'The run began as compiled code and goes on without being compiled: equal to rounding, not to the bit.\n',
    );
  }, 120_000);
});
