import { differentiate, splitLearned } from '@innerloop/core';
import type { Context, MetaGradient } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { meanObjective } from '../gradients/check-meta-gradient.js';

/** The gradient of the mean objective by the learned leaves, through the adaptation (`exact`) or with its gradients cut (`first`). */
export function referenceMetaGradient(order: Context['order'] = 'exact'): MetaGradient {
  return {
    name: `reference-${order}`,
    estimate: ({ learner, params, episode, key }) => {
      const { learned, others } = splitLearned(params, learner.specs);
      const context: Context = { key, mode: 'train', order };
      const { value, grads, reported } = differentiate(
        (at, c) => meanObjective(learner, { ...others, ...at }, episode, c),
        learned,
        context,
      );
      return { loss: tf.reshape(value, []), grads, reported };
    },
  };
}
