import '@tensorflow/tfjs-backend-cpu';
import { InvalidDataError, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { labelled } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

it('puts targets behind features, and zeros where nothing is said', () => {
  const features = tf.tensor3d([[[1, 2]], [[3, 4]]]);
  expect(labelled(features, tf.tensor3d([[[5]], [[6]]])).arraySync()).toEqual([[[1, 2, 5]], [[3, 4, 6]]]);
  expect(labelled(features, { outputs: 2 }).arraySync()).toEqual([[[1, 2, 0, 0]], [[3, 4, 0, 0]]]);
});

it('refuses pictures, and targets of other examples', () => {
  const pictures = tf.zeros([1, 2, 3, 3]);
  expect(() => labelled(pictures, { outputs: 1 })).toThrow(InvalidDataError);
  expect(() => labelled(tf.zeros([1, 2, 3]), tf.zeros([1, 1, 3]))).toThrow('as many targets');
});
