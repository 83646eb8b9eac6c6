import { leavesOf } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { load } from '../../src/index.js';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { glyphsMaml, glyphsPrototypical, sines } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { temporaryFolder } from '../support/temporary.js';
import { trainedBelow } from '../support/trained.js';

const root = temporaryFolder();

const paths = { sines: '', maml: '', prototypical: '' };
beforeAll(async () => {
  await startNamedEngine('wasm');
  paths.sines = await trainedBelow(root, sines);
  paths.maml = await trainedBelow(root, glyphsMaml);
  paths.prototypical = await trainedBelow(root, glyphsPrototypical);
}, 120_000);

/** `count` pictures as nested lists, each of one brightness. */
const pictures = (count: number): number[][][][] =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 16 }, (_, row) =>
      Array.from({ length: 16 }, (_, column) => [(((i + 1) * (row + column)) % 7) / 7]),
    ),
  );

describe('load', () => {
  it('gives a run that learns labels and predicts them, probabilities summing to 1', async () => {
    const run = await load(paths.maml);
    const task = run.adapt({ x: pictures(3), labels: ['a', 'b', 'c'] });
    const told = task.predict(pictures(4));
    expect(told).toHaveLength(4);
    for (const { label, probability, probabilities } of told) {
      expect(task.classes).toContain(label);
      expect(probability).toBe(Math.max(...probabilities.map((each) => each.probability)));
      expect(probabilities.reduce((sum, each) => sum + each.probability, 0)).toBeCloseTo(1, 5);
    }
    task.dispose();
    run.dispose();
  });

  it('takes nested arrays and tensors alike, and leaves the caller’s tensors alone', async () => {
    const run = await load(paths.prototypical);
    const [x, queries] = [tf.tensor(pictures(4)), tf.tensor(pictures(2))];
    const labels = [3, 5, 3, 5];
    const [fromArrays, fromTensors] = [run.adapt({ x: pictures(4), labels }), run.adapt({ x, labels })];
    expect(fromTensors.predict(queries)).toEqual(fromArrays.predict(pictures(2)));
    expect(queries.isDisposed || x.isDisposed).toBe(false);
    for (const each of [fromArrays, fromTensors, run]) each.dispose();
    tf.dispose([x, queries]);
  });

  it('learns a regression task from targets', async () => {
    const run = await load(paths.sines);
    const task = run.adapt({ x: [[0], [1], [2]], y: [[0.5], [1], [2]] });
    const values = task.outputs([[0.5], [1.5]]);
    expect(values.shape).toEqual([2, 1]);
    expect(() => task.predict([[1]])).toThrow('Use outputs(x) for regression');
    tf.dispose(values);
    task.dispose();
    run.dispose();
  });

  it('leaks nothing once task and run are disposed of, and predicting leaks nothing at all', async () => {
    const before = tf.memory().numTensors;
    const run = await load(paths.prototypical);
    const loaded = tf.memory().numTensors;
    expect(loaded - before).toBe(leavesOf(run.params).length);
    const task = run.adapt({ x: pictures(3), labels: ['a', 'b', 'c'] });
    const adapted = tf.memory().numTensors;
    task.predict(pictures(2));
    expect(tf.memory().numTensors).toBe(adapted);
    task.dispose();
    expect(tf.memory().numTensors).toBe(loaded);
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaks nothing when a task is refused', async () => {
    const run = await load(paths.maml);
    const before = tf.memory().numTensors;
    expect(() => run.adapt({ x: pictures(4), labels: ['a', 'b', 'c', 'd'] })).toThrow(
      'the learner tells 3 classes apart, but the examples have 4',
    );
    expect(() => run.adapt({ x: pictures(3), labels: ['a', 'b'] })).toThrow('x has 3 examples, but there are 2 labels');
    expect(tf.memory().numTensors).toBe(before);
    run.dispose();
  });

  it('says what is there when a checkpoint is missing', async () => {
    await expect(load(paths.maml, { checkpoint: 'best' })).rejects.toThrow('Only runs with validation have one');
    await expect(load(join(root, 'nothing'))).rejects.toThrow('is no run folder');
  });

  it('says that data without a path cannot be elsewhere', async () => {
    await expect(load(paths.sines, { data: '/elsewhere' })).rejects.toThrow('has no path');
  });

  it('refuses the checkpoint of another model and keeps no tensor of it', async () => {
    const other = await trainedBelow(root, { ...sines, name: 'other' });
    const model = { use: 'mlp', inputs: 1, hidden: [9], outputs: 1 };
    const learner = { ...(sines['learner'] as Settings), model };
    await writeFile(join(other, 'config.json'), JSON.stringify({ ...sines, learner }));
    const before = tf.memory().numTensors;
    await expect(load(other)).rejects.toThrow('the checkpoint belongs to another model');
    expect(tf.memory().numTensors).toBe(before);
  });
});
