import '@tensorflow/tfjs-backend-cpu';
import { expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { concatRows, gatherRows, mergeTasks, rowsOf, sliceTasks, splitTasks, tasksOf } from '../../src/index.js';
import { numbers, sample, sizes } from '../support/examples.js';

describe('data with the task axis first', () => {
  for (const { tasks, rows, features } of sizes) {
    it(`is merged into one axis of examples and split again, with ${tasks} tasks of ${rows}`, () => {
      const x = sample('x', [tasks, rows, features]);
      expect([tasksOf(x), rowsOf(x)]).toEqual([tasks, rows]);
      expect(mergeTasks(x).shape).toEqual([tasks * rows, features]);
      expectTreesEqual(splitTasks(mergeTasks(x), tasks), x);
    });
  }

  it('is sliced by tasks, every tensor of the tree', () => {
    const episode = { support: { x: sample('x', [4, 2, 3]), y: sample('y', [4, 2]) } };
    const part = sliceTasks(episode, 1, 2);
    expect([part.support.x.shape, part.support.y.shape]).toEqual([
      [2, 2, 3],
      [2, 2],
    ]);
    expect(numbers(part.support.y)).toEqual(numbers(episode.support.y).slice(2, 6));
  });

  it('gathers the same examples of every task, with their targets', () => {
    const batch = {
      x: tf.tensor3d([
        [[0], [1], [2]],
        [[10], [11], [12]],
      ]),
      y: tf.tensor2d([
        [0, 1, 2],
        [3, 4, 5],
      ]),
    };
    const { x, y } = gatherRows<tf.Tensor>(batch, tf.tensor1d([2, 0], 'int32'));
    expect(numbers(x)).toEqual([2, 0, 12, 10]);
    expect(numbers(y)).toEqual([2, 0, 5, 3]);
  });

  it('joins the examples of two batches task by task', () => {
    const one = { x: tf.tensor3d([[[1]], [[2]]]) as tf.Tensor, y: tf.tensor2d([[10], [20]]) as tf.Tensor };
    const two = { x: tf.tensor3d([[[3]], [[4]]]) as tf.Tensor, y: tf.tensor2d([[30], [40]]) as tf.Tensor };
    expect(numbers(concatRows(one, two).x)).toEqual([1, 3, 2, 4]);
    expect(numbers(concatRows(one, two).y)).toEqual([10, 30, 20, 40]);
  });
});
