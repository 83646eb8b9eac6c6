import * as z from 'zod';
import type { Plugin } from '../contracts/plugin.js';
import { accuracy } from '../losses/accuracy.js';
import { binaryAccuracy, binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { categoricalLikelihood } from '../losses/categorical-likelihood.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { gaussianLikelihood } from '../losses/gaussian-likelihood.js';
import { logLikelihood } from '../losses/log-likelihood.js';
import { meanSquaredError, meanSquaredErrorMetric } from '../losses/mean-squared-error.js';
import { component } from './component.js';

const noOptions = (): z.ZodType<object> => z.object({});

/** The losses that a configuration can name. */
export const losses: Required<Plugin['provides']>['loss'] = {
  'mean-squared-error': component({
    summary: 'mean over examples of the squared error',
    options: noOptions,
    create: () => meanSquaredError,
  }),
  'cross-entropy': component({
    summary: 'mean over examples of −log softmax at the label',
    options: noOptions,
    create: () => crossEntropy,
  }),
  'binary-cross-entropy': component({
    summary: 'of a yes or no, or of several: mean of −log σ at the answer; for models of one output',
    options: noOptions,
    create: () => binaryCrossEntropy,
  }),
  'categorical-likelihood': component({
    summary: 'negative log-likelihood of labels, summed over examples',
    options: noOptions,
    create: () => categoricalLikelihood,
  }),
  'gaussian-likelihood': component({
    summary: 'negative log-likelihood of targets with normal noise, summed over examples',
    options: () => z.object({ deviation: z.number().positive().describe('of the noise') }),
    create: gaussianLikelihood,
  }),
};

/** The metrics that a configuration can name. */
export const metrics: Required<Plugin['provides']>['metric'] = {
  accuracy: component({ summary: 'share of examples told right', options: noOptions, create: () => accuracy }),
  'binary-accuracy': component({
    summary: 'share of yes and no told right',
    options: noOptions,
    create: () => binaryAccuracy,
  }),
  'mean-squared-error': component({
    summary: 'mean over examples of the squared error',
    options: noOptions,
    create: () => meanSquaredErrorMetric,
  }),
  'log-likelihood': component({
    summary: 'of values, by mean and variance of a learner that knows how sure it is; in nats an example',
    options: noOptions,
    create: () => logLikelihood,
  }),
};
