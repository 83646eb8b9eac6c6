import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../contracts/model.js';

/** All features of an example in one axis: `[T, N, …] → [T, N, features]`, the last axis running fastest. */
export function flatten(): Model {
  return {
    specs: {},
    apply(_params, x) {
      const [tasks, rows, ...features] = x.shape as [number, number, ...number[]];
      return tf.reshape(x, [tasks, rows, features.reduce((product, length) => product * length, 1)]);
    },
  };
}
