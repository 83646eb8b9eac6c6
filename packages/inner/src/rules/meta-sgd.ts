import { constant, leaf, mapParams, mapSpecs } from '@innerloop/core';
import type { UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, finite } from '../options/number.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface MetaSgdOptions {
  /** Initial value of every rate, for a loss that is a mean over examples. Default 0.01. */
  readonly rate?: number;
}

/**
 * Meta-SGD: one learned rate a parameter, `φ ← φ − α ∘ ∇L(φ)`.
 *
 * Learns, for each leaf that it moves, rates `α` of its shape under its name; they are differentiated, the same in every step and task,
 * and unconstrained in sign. A coordinate whose rate is 0 never moves. With all rates equal it is `sgd`.
 *
 * @throws InvalidOptionError if `rate` is not finite
 * @see Li et al. 2017, "Meta-SGD: Learning to Learn Quickly for Few-Shot Learning", arXiv:1707.09835
 */
export function metaSgd({ rate = 0.01 }: MetaSgdOptions = {}): UpdateRule<Stateless> {
  checkedNumber('metaSgd: rate', rate, finite, 'Pass the first value of the learned rates, such as 0.01.');
  return {
    name: 'meta-sgd',
    specs: (target) => mapSpecs(target, ({ shape }) => ({ shape, initialize: constant(rate) })),
    start: stateless,
    update: ({ rule, params, grads, state }) => ({
      params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(rule, name), leaf(grads, name)))),
      state,
    }),
  };
}
