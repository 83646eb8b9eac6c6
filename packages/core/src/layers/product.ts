import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';
import { reshaped } from '../primitives/reshaped.js';
import { tasksOf } from '../task-axis/data.js';
import { shown } from './expect.js';

/**
 * Rows times a matrix, `[R, in] × [1 or T, in, out] → [1 or T, R / (1 or T), out]`, the rows being those of T tasks in order.
 * A shared matrix multiplies the rows of all tasks in one product, so nothing is copied along the task axis. Gradients flow to any order.
 *
 * @param x       any shape that holds R rows of `in` entries, tasks first
 * @param matrix  an aligned leaf
 * @throws InvalidDataError if the matrix is of another number of tasks
 */
export function rowsTimes(where: string, x: Tensor, matrix: Tensor, tasks: number = tasksOf(x)): Tensor {
  const [lead, inputs] = matrix.shape as [number, number];
  if (lead !== 1 && lead !== tasks) {
    throw new InvalidDataError(
      `${where}: x holds ${tasks} tasks and the kernel, aligned to ${shown(matrix.shape)}, ${lead}. Pass data and parameters of the same tasks.`,
    );
  }
  return tf.matMul(reshaped(x, [lead, x.size / (lead * inputs), inputs]), matrix);
}
