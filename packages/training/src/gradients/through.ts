import { differentiate, splitLearned } from '@innerloop/core';
import type { Context, MetaGradient } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** Backpropagation of the mean objective through `adapt`: the order says whether inner gradients are part of the path. */
function through(name: string, order: Context['order']): MetaGradient {
  return {
    name,
    estimate: ({ learner, params, episode, key }) => {
      const { learned, others } = splitLearned(params, learner.specs);
      const context: Context = { key: key.fold('adapt'), mode: 'train', order };
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

/**
 * The exact meta-gradient: `∇_θ mean L_Q(adapt(θ, S))`, through every inner gradient (second order for MAML).
 *
 * @see Finn, Abbeel, Levine 2017, arXiv:1703.03400
 */
export const exact = (): MetaGradient => through('exact', 'exact');

/**
 * The first-order meta-gradient: inner gradients are constants, so `∂φ_K/∂θ` is the identity (FOMAML). What a rule learns,
 * its rates for instance, still gets its gradient. For a learner without inner gradients it equals `exact`.
 *
 * @see Nichol, Achiam, Schulman 2018, arXiv:1803.02999
 */
export const firstOrder = (): MetaGradient => through('first-order', 'first');
