import * as tf from '@tensorflow/tfjs-core';
import type { MetaGradient } from '../contracts/meta.js';
import type { Context } from '../contracts/model.js';
import { splitLearned } from '../params/roles.js';
import { differentiate } from './differentiate.js';

/**
 * Backpropagation of the mean objective through `adapt`, `∇_θ mean L_Q(adapt(θ, S))`: what the exact meta-gradient, the first-order one
 * and those between them have in common. The adaptation draws from the key folded by `adapt`, the query from that folded by `query`.
 *
 * @param how  what the context says of inner gradients
 */
export function throughAdaptation(name: string, how: Pick<Context, 'order' | 'depth' | 'recompute'>): MetaGradient {
  return {
    name,
    estimate: ({ learner, params, episode, key }) => {
      const { learned, others } = splitLearned(params, learner.specs);
      const context: Context = { ...how, key: key.fold('adapt'), mode: 'train' };
      const { value, grads, reported } = differentiate(
        (free, at) => {
          const all = { ...others, ...free };
          const adapted = learner.adapt(all, episode.support, at);
          return tf.mean(learner.objective(all, adapted, episode.query, { ...at, key: key.fold('query') }));
        },
        learned,
        context,
      );
      return { loss: value, grads, reported };
    },
  };
}
