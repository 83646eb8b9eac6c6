import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { accuracy, useBackend } from '../../src/index.js';
import { numbers } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('accuracy', () => {
  it('is the share of examples whose largest logit is at the label, task by task', () => {
    const logits = tf.tensor3d([
      [
        [2, 1, 0],
        [0, -1, -2],
        [-3, -2, -1],
        [0, 5, 0],
      ],
      [
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
      ],
    ]);
    const labels = tf.tensor3d([
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 1, 0],
      ],
      [
        [0, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
    ]);
    expect(numbers(accuracy.measure(logits, labels))).toEqual([0.75, 0.25]);
    expect(accuracy.better).toBe('higher');
  });

  it('refuses other ways than the labels have', () => {
    expect(() => accuracy.measure(tf.zeros([1, 5, 5]), tf.zeros([1, 5, 3]))).toThrow(
      'accuracy: the logits, [1, 5, 5], tell 5 ways apart',
    );
  });
});
