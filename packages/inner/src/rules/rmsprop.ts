import { leaf, mapParams, under } from '@innerloop/core';
import type { ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, decay as decaying, positive } from '../options/number.js';
import { rootOf } from './root.js';
import { runningMean, zerosOf, zeroSpecs } from './running.js';

export interface RmspropOptions {
  /** Step size `α`. Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the mean of the squared gradients, `ρ`. Default 0.9. */
  readonly decay?: number;
  /** Added to the root, `ε`. Default 1e-8. */
  readonly epsilon?: number;
}

/** The mean of the squared gradients, shared or per task as the leaves are. */
export type RmspropState = { readonly square: ParamTree };

/**
 * RMSProp: `v ← ρ v + (1 − ρ) g²`, `φ ← φ − α g / (√v + ε)`.
 *
 * The mean starts at zero and is not corrected for it, so that the first steps are `1 / √(1 − ρ)` times as long as Adam's. Gradients flow
 * through parameters, gradients and state, at a gradient of zero too, where the step has the slope `α / ε`.
 *
 * @param options  the rate, or options
 * @throws InvalidOptionError if `learningRate` or `epsilon` is no positive finite number, or `decay` not in [0, 1)
 * @see Tieleman & Hinton 2012, "Lecture 6.5: rmsprop", COURSERA: Neural Networks for Machine Learning
 */
export function rmsprop(options: number | RmspropOptions = {}): UpdateRule<RmspropState> {
  const { learningRate, decay, epsilon } = checked(typeof options === 'number' ? { learningRate: options } : options);
  return {
    name: 'rmsprop',
    specs: () => ({}),
    remembers: (target) => under('square', zeroSpecs(target)),
    start: ({ params }) => ({ square: zerosOf(params) }),
    update: ({ params, grads, state }) => {
      const square = mapParams(params, (_, name) =>
        runningMean(decay, leaf(state.square, name), tf.square(leaf(grads, name))),
      );
      const step = (name: string): Tensor =>
        tf.div(tf.mul(leaf(grads, name), learningRate), tf.add(rootOf(leaf(square, name)), epsilon));
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, step(name))), state: { square } };
    },
  };
}

function checked({ learningRate = 1e-3, decay = 0.9, epsilon = 1e-8 }: RmspropOptions): Required<RmspropOptions> {
  checkedNumber('rmsprop: learningRate', learningRate, positive, 'Pass a step size such as 1e-3.');
  checkedNumber('rmsprop: decay', decay, decaying, 'The default is 0.9.');
  checkedNumber('rmsprop: epsilon', epsilon, positive, 'The default is 1e-8.');
  return { learningRate, decay, epsilon };
}
