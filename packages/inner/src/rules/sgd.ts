import { leaf, mapParams } from '@innerloop/core';
import type { UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface SgdOptions {
  /** Step size `α`, for a loss that is a mean over examples. */
  readonly learningRate: number;
}

/**
 * Gradient descent: `φ ← φ − α ∇L(φ)`. Inside an inner loop it is MAML's rule.
 *
 * Gradients flow through parameters and gradients; the rate is a constant (`metaSgd` learns it).
 *
 * @param options  the rate, or options with it
 * @throws InvalidOptionError if the rate is no positive finite number
 */
export function sgd(options: number | SgdOptions): UpdateRule<Stateless> {
  const { learningRate } = typeof options === 'number' ? { learningRate: options } : options;
  checkedNumber('sgd: learningRate', learningRate, positive, 'Pass a step size such as 0.01.');
  return {
    name: 'sgd',
    specs: () => ({}),
    start: stateless,
    update: ({ params, grads, state }) => ({
      params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), learningRate))),
      state,
    }),
  };
}
