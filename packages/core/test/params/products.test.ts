import '@tensorflow/tfjs-backend-cpu';
import { expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { dot, dotPerTask, mapParams, sliceTasks } from '../../src/index.js';
import { numbers, sample, sizes } from '../support/examples.js';

describe('products of parameters', () => {
  it('dot sums over all entries of all leaves', () => {
    const left = { a: tf.tensor1d([1, 2]), b: tf.tensor2d([[3]]) };
    const right = { b: tf.tensor2d([[10]]), a: tf.tensor1d([5, -1]) };
    expect(numbers(dot(left, right))).toEqual([33]);
    expect(numbers(dot({}, {}))).toEqual([0]);
  });

  for (const { tasks, features } of sizes) {
    it(`dotPerTask is dot, task by task, with ${tasks} tasks and leaves of ${features}`, () => {
      const tree = (label: string) => ({
        rate: sample(`${label} rate`, [tasks]),
        bias: sample(`${label} bias`, [tasks, features]),
        kernel: sample(`${label} kernel`, [tasks, features, features]),
      });
      const [left, right] = [tree('left'), tree('right')];
      const loop = Array.from({ length: tasks }, (_, task) => {
        const own = (tensor: tf.Tensor): tf.Tensor => sliceTasks(tensor, task, 1);
        return dot(mapParams(left, own), mapParams(right, own));
      });
      expectTreesClose(dotPerTask(left, right), tf.stack(loop));
    });
  }

  it('name a leaf that the other tree lacks', () => {
    expect(() => dot({ a: tf.scalar(1) }, { b: tf.scalar(1) })).toThrow("no parameter 'a'");
  });
});
