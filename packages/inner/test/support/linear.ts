import { mlp } from '@innerloop/core';
import type { InnerLearner, UpdateRule } from '@innerloop/core';
import { referenceLearner } from '@innerloop/testkit';
import type { EpisodeMaker } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Lines through the plane, `y = x · w + b`, whose slopes and offsets are drawn a task, and whose inputs are small, the second smaller still:
 * no single rate suits all parameters.
 */
export const unevenLines: EpisodeMaker = ({ tasks, shots, queries }, key) => {
  const weights = tf.mul(key.fold('weights').draw('normal', [2, 1], tasks), tf.tensor([1, 2], [1, 2, 1]));
  const offset = key.fold('offset').draw('normal', [1, 1], tasks);
  const batch = (label: string, rows: number): { x: tf.Tensor; y: tf.Tensor } => {
    const x = tf.mul(key.fold(label).draw('normal', [rows, 2], tasks), tf.tensor([0.5, 0.25], [1, 1, 2]));
    return { x, y: tf.add(tf.matMul(x, weights), offset) };
  };
  return { support: batch('support', shots), query: batch('query', queries) };
};

/** A linear learner of such lines. */
export const lineLearner = (rule: UpdateRule, steps: number): InnerLearner =>
  referenceLearner({ model: mlp({ inputs: 2, hidden: [], outputs: 1 }), rule, steps });
