import * as tf from '@tensorflow/tfjs-core';
import type { Metric } from '../contracts/model.js';
import { expectSeveral, expectWays } from './expect.js';

/**
 * The share of examples whose largest logit is at the label, `[T]`, from 0 to 1; of equal logits the first counts as largest. Gradients do not flow.
 *
 * @throws InvalidDataError if the ways of logits and labels differ, or their shapes otherwise
 */
export const accuracy: Metric = {
  name: 'accuracy',
  better: 'higher',
  measure(logits, labels) {
    expectWays('accuracy', logits, labels);
    expectSeveral('accuracy', logits);
    return tf.mean(tf.cast(tf.equal(tf.argMax(logits, -1), tf.argMax(labels, -1)), 'float32'), -1);
  },
};
