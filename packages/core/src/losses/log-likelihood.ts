import * as tf from '@tensorflow/tfjs-core';
import type { Metric } from '../contracts/model.js';
import { gaussianLogDensity } from '../distributions/gaussian-log-density.js';
import { InvalidOptionError } from '../errors.js';
import { expectSameShape } from './expect.js';

/**
 * The log likelihood of an example, `[T]`, in nats: the mean over a task's examples of `Σ over outputs of log N(y; mean, variance)`, by what a
 * probabilistic learner believes of it. Higher is better; it has no bound. Of a mixture, as latent variables make one, the normal density has its
 * mean and variance. For regression.
 *
 * @throws InvalidOptionError if it is asked of predictions alone, which say nothing of their spread
 * @throws InvalidDataError if what is believed and targets differ in shape
 */
export const logLikelihood: Metric = {
  name: 'log-likelihood',
  better: 'higher',
  measure: () => {
    throw new InvalidOptionError(
      'logLikelihood: expected mean and variance, got predictions alone. Measure a learner that knows how sure it is (laplace, a neural process), or measure the error.',
    );
  },
  measurePredictive({ mean, variance }, targets) {
    expectSameShape('logLikelihood', mean, targets, 'Build the learner for as many outputs as a target has entries.');
    const each = gaussianLogDensity(targets, mean, tf.sqrt(variance));
    const outputs = [...each.shape.keys()].slice(2);
    return tf.mean(outputs.length === 0 ? each : tf.sum(each, outputs), 1);
  },
};
