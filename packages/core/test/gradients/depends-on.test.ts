import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dependsOn, leaf, seed, stopGradient, useBackend } from '../../src/index.js';
import type { Context, ParamTree } from '../../src/index.js';
import '@tensorflow/tfjs-backend-cpu';

beforeAll(async () => {
  await useBackend('cpu');
});

const context: Context = { key: seed(0), mode: 'train', order: 'exact' };
const tree = (): ParamTree => ({ a: tf.zeros([2]), b: tf.ones([2]), c: tf.ones([]) });

describe('dependsOn', () => {
  it('names what a gradient reaches, also where it is zero, and nothing that is stopped or unused', () => {
    tf.tidy(() => {
      const f = (at: ParamTree) => tf.mul(tf.square(leaf(at, 'a')), stopGradient(leaf(at, 'b')));
      expect(dependsOn(f, tree(), context)).toEqual(['a']);
      expect(dependsOn(() => tf.scalar(1), tree(), context)).toEqual([]);
      expect(dependsOn(() => tf.scalar(1), {}, context)).toEqual([]);
    });
  });

  it('keeps no tensor, and reports nothing', () => {
    tf.tidy(() => {
      const at = tree();
      const before = tf.memory().numTensors;
      const reports: string[] = [];
      const f = (params: ParamTree, { report }: Context) => {
        report?.('running', tf.scalar(1));
        return tf.square(leaf(params, 'a'));
      };
      dependsOn(f, at, { ...context, report: (name) => void reports.push(name) });
      expect(reports).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
