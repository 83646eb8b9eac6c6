import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/model.js';
import { rowsOf } from '../task-axis/data.js';
import { crossEntropy } from './cross-entropy.js';

/**
 * The negative log-likelihood of labels, `−Σ over examples of Σ label · log softmax(logits)`: `[T, N, ways]` twice to `[T]`.
 *
 * A sum, as a likelihood of a whole data set must be, where `crossEntropy` is the mean: step sizes for a mean are to be divided by `N`.
 *
 * @throws InvalidDataError if the ways of logits and labels differ, or their shapes otherwise
 */
export const categoricalLikelihood: Loss = Object.assign(
  (logits: Tensor, labels: Tensor): Tensor => tf.mul(crossEntropy(logits, labels), rowsOf(labels)),
  { kind: 'classification' as const },
);
