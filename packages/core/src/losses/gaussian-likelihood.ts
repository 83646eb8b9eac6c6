import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/model.js';
import { halfLogTwoPi } from '../distributions/gaussian-log-density.js';
import { InvalidOptionError } from '../errors.js';
import { expectSameShape } from './expect.js';

export interface GaussianLikelihoodOptions {
  /** Standard deviation of the noise of the targets, `σ`. */
  readonly deviation: number;
}

/**
 * The negative log-likelihood of targets with normal noise, `Σ ½ (r / σ)² + log σ + ½ log 2π` over all entries of a task: `[T, N, …] → [T]`.
 *
 * A sum, as a likelihood of a whole data set must be: step sizes for a mean are to be divided by the number of entries, and by `σ⁻²`.
 *
 * @throws InvalidOptionError if the deviation is no positive finite number
 * @throws InvalidDataError if predictions and targets differ in shape
 */
export function gaussianLikelihood({ deviation }: GaussianLikelihoodOptions): Loss {
  if (!Number.isFinite(deviation) || deviation <= 0) {
    throw new InvalidOptionError(
      `gaussianLikelihood: deviation must be a positive finite number, got ${String(deviation)}. Pass the noise that the targets have, such as 0.1.`,
    );
  }
  const loss = (predictions: Tensor, targets: Tensor): Tensor => {
    expectSameShape(
      'gaussianLikelihood',
      predictions,
      targets,
      'Give the model as many outputs as a target has entries.',
    );
    const axes = [...predictions.shape.keys()].slice(1);
    const entries = predictions.size / predictions.shape[0];
    const constant = entries * (Math.log(deviation) + halfLogTwoPi);
    const squares = tf.sum(tf.square(tf.sub(predictions, targets)), axes);
    return tf.add(tf.mul(squares, 0.5 / deviation ** 2), constant);
  };
  return Object.assign(loss, { kind: 'regression' as const });
}
