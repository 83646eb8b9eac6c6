import { leaf, mapParams, under } from '@innerloop/core';
import type { ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, decay, positive } from '../options/number.js';
import { zeroSpecs } from './running.js';

export interface MomentumOptions {
  /** Step size `α`, for a loss that is a mean over examples. */
  readonly learningRate: number;
  /** How much of the velocity is kept, `μ`. Default 0.9. */
  readonly momentum?: number;
  /** Whether the step looks ahead by one velocity. Default false. */
  readonly nesterov?: boolean;
}

/** The velocity `v` of each leaf, shared or per task as the leaf is. */
export type MomentumState = { readonly velocity: ParamTree };

/**
 * Gradient descent with momentum: `v ← μ v + g`, `φ ← φ − α v`; with Nesterov's look-ahead `φ ← φ − α (g + μ v)`.
 *
 * The velocity starts at zero. Gradients flow through parameters, gradients and state.
 *
 * @throws InvalidOptionError if `learningRate` is no positive finite number, or `momentum` not in [0, 1)
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning"
 */
export function momentum(options: MomentumOptions): UpdateRule<MomentumState> {
  const { learningRate, momentum: kept = 0.9, nesterov = false } = options;
  checkedNumber('momentum: learningRate', learningRate, positive, 'Pass a step size such as 0.01.');
  checkedNumber('momentum: momentum', kept, decay, 'Pass the part of the velocity that is kept, such as 0.9.');
  const blend = (velocity: Tensor, grad: Tensor): Tensor => tf.add(tf.mul(velocity, kept), grad);
  return {
    name: 'momentum',
    specs: () => ({}),
    remembers: (target) => under('velocity', zeroSpecs(target)),
    start: ({ params }) => ({ velocity: mapParams(params, (tensor) => tf.zerosLike(tensor)) }),
    update: ({ params, grads, state }) => {
      const velocity = mapParams(params, (_, name) => blend(leaf(state.velocity, name), leaf(grads, name)));
      const ahead = (name: string): Tensor =>
        nesterov ? blend(leaf(velocity, name), leaf(grads, name)) : leaf(velocity, name);
      return {
        params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(ahead(name), learningRate))),
        state: { velocity },
      };
    },
  };
}
