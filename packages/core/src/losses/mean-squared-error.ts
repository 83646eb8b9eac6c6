import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, Metric } from '../contracts/model.js';
import { expectSameShape } from './expect.js';

/**
 * `mean (prediction − target)²` over all axes but the tasks: `[T, N, …] → [T]`. There is no factor ½, as in MAML's sinusoid experiment.
 *
 * @throws InvalidDataError if predictions and targets differ in shape
 */
export const meanSquaredError: Loss = Object.assign(
  (predictions: Tensor, targets: Tensor): Tensor => {
    expectSameShape(
      'meanSquaredError',
      predictions,
      targets,
      'Give the model as many outputs as a target has entries.',
    );
    return tf.mean(tf.square(tf.sub(predictions, targets)), [...predictions.shape.keys()].slice(1));
  },
  { kind: 'regression' as const },
);

/** The mean squared error as a figure of merit, `[T]`. */
export const meanSquaredErrorMetric: Metric = {
  name: 'mean-squared-error',
  better: 'lower',
  measure: meanSquaredError,
};
