import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  fixed,
  glorotUniform,
  initialize,
  initializePerTask,
  isLearned,
  normal,
  running,
  seed,
  settle,
  splitLearned,
  truncatedNormal,
  zeros,
} from '../../src/index.js';
import type { ParamSpec } from '../../src/index.js';

const plain: ParamSpec = { shape: [3], initialize: normal(1) };
const specs = { a: plain, mean: running(plain), lambda: fixed({ shape: [], initialize: zeros }) };

describe('roles', () => {
  it('are learned unless they say otherwise; what has no spec is not', () => {
    expect(Object.values(specs).map(isLearned)).toEqual([true, false, false]);
    expect(isLearned({ ...plain, role: 'learned' })).toBe(true);
    expect(isLearned(undefined)).toBe(false);
  });

  it('split parameters in two, without loss', () => {
    const params = initialize(specs, seed(1));
    const { learned, others } = splitLearned(params, specs);
    expect(Object.keys(learned)).toEqual(['a']);
    expect({ ...learned, ...others }).toEqual(params);
  });
});

describe('initialize', () => {
  it('starts every leaf from a stream of its own: adding a leaf changes no other', () => {
    const { a, mean } = initialize(specs, seed(1));
    expectTreesEqual(initialize({ first: plain, a: plain }, seed(1))['a'] as tf.Tensor, a as tf.Tensor);
    expect((a as tf.Tensor).dataSync()).not.toEqual((mean as tf.Tensor).dataSync());
  });
});

describe('initializePerTask', () => {
  const random = {
    kernel: { shape: [3, 3], initialize: glorotUniform },
    bias: { shape: [3], initialize: truncatedNormal(0.1) },
    scale: { shape: [], initialize: normal(1) },
  };

  it('starts each task from its own stream: a batch as its tasks one by one, and no two alike', () => {
    const all = initializePerTask(random, seed(1), 3);
    for (const [name, tensor] of Object.entries(all)) {
      const rows = tf.unstack(tensor);
      expect(tensor.shape).toEqual([3, ...(random[name as keyof typeof random].shape as number[])]);
      rows.forEach((row, task) => {
        const alone = initializePerTask(random, seed(1).from(task), 1)[name] as tf.Tensor;
        expectTreesEqual(tf.squeeze(alone, [0]), row);
      });
      expect(new Set(rows.map((row) => row.dataSync().join())).size).toBe(3);
    }
  });

  it('leaves what is not random as it is', () => {
    expect(initializePerTask({ bias: { shape: [2], initialize: zeros } }, seed(1), 3)['bias']?.shape).toEqual([2]);
  });
});

describe('settle', () => {
  it('keeps reports to running leaves only, those of tasks as their mean', () => {
    const reported = {
      a: tf.ones([3]),
      mean: tf.tensor2d([
        [1, 2, 3],
        [3, 4, 9],
      ]),
      lambda: tf.scalar(1),
    };
    const settled = settle(reported, specs);
    expect(Object.keys(settled)).toEqual(['mean']);
    expectTreesClose(settled, { mean: tf.tensor1d([2, 3, 6]) });
  });

  it('takes a shared report as it is, though it has as many entries as there could be tasks', () => {
    expectTreesEqual(settle({ mean: tf.tensor1d([1, 2, 3]) }, specs), { mean: tf.tensor1d([1, 2, 3]) });
  });

  it('gives handles that outlive the report', () => {
    const report = tf.tensor1d([1, 2, 3]);
    const settled = settle({ mean: report }, specs);
    report.dispose();
    expect(Array.from((settled['mean'] as tf.Tensor).dataSync())).toEqual([1, 2, 3]);
  });
});
