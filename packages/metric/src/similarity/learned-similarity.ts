import { InvalidDataError, pairs } from '@innerloop/core';
import type { Model } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Similarity } from './similarity.js';

/**
 * A network that looks at two examples side by side, as the relation module does: `s_{q,n} = g([f(x_n); f(x_q)])`.
 *
 * The model sees `[T, N · Q, …, 2 · features]`, the support's features first, and gives one number a pair, `[T, N · Q, 1]`. It is not symmetric.
 * Gradients flow to model and features.
 *
 * @throws InvalidDataError, when applied, if the model gives another shape
 * @see Sung et al. 2018, "Learning to Compare: Relation Network for Few-Shot Learning", arXiv:1711.06025
 */
export function learnedSimilarity(model: Model): Similarity {
  return {
    specs: model.specs,
    ...(model.normalization === undefined ? {} : { normalization: model.normalization }),
    compare: (params, examples, others, context) => {
      const beside = pairs(examples, others);
      const [tasks, n, q, ...features] = beside.shape as [number, number, number, ...number[]];
      const scores = model.apply(params, tf.reshape(beside, [tasks, n * q, ...features]), context);
      if (scores.rank !== 3 || scores.shape[1] !== n * q || scores.shape[2] !== 1) {
        throw new InvalidDataError(
          `learnedSimilarity: expected one number a pair, [${tasks}, ${n * q}, 1], got [${scores.shape.join(', ')}]. Give the model one output.`,
        );
      }
      return tf.transpose(tf.reshape(scores, [tasks, n, q]), [0, 2, 1]);
    },
  };
}
