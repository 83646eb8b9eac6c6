import { constant, leaf, mapParams, mapSpecs, under } from '@innerloop/core';
import type { ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, notNegative, positive } from '../options/number.js';
import { rootOf } from './root.js';

export interface AdagradOptions {
  /** Step size `α`. Default 0.01. */
  readonly learningRate?: number;
  /** What the sum of squares starts from. Default 0. */
  readonly initial?: number;
  /** Added to the root, `ε`. Default 1e-8. */
  readonly epsilon?: number;
}

/** The sum of the squared gradients, shared or per task as the leaves are. */
export type AdagradState = { readonly sum: ParamTree };

/**
 * AdaGrad: `s ← s + g²`, `φ ← φ − α g / (√s + ε)`.
 *
 * Gradients flow through parameters, gradients and state, at a gradient of zero too, where the step has the slope `α / ε` as long as
 * all gradients before were zero.
 *
 * @param options  the rate, or options
 * @throws InvalidOptionError if `learningRate` or `epsilon` is no positive finite number, or `initial` is negative
 * @see Duchi, Hazan, Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization"
 */
export function adagrad(options: number | AdagradOptions = {}): UpdateRule<AdagradState> {
  const { learningRate, initial, epsilon } = checked(typeof options === 'number' ? { learningRate: options } : options);
  return {
    name: 'adagrad',
    specs: () => ({}),
    remembers: (target) =>
      under(
        'sum',
        mapSpecs(target, ({ shape }) => ({ shape, initialize: constant(initial) })),
      ),
    start: ({ params }) => ({ sum: mapParams(params, (tensor) => tf.fill(tensor.shape, initial)) }),
    update: ({ params, grads, state }) => {
      const sum = mapParams(params, (_, name) => tf.add(leaf(state.sum, name), tf.square(leaf(grads, name))));
      const step = (name: string): Tensor =>
        tf.div(tf.mul(leaf(grads, name), learningRate), tf.add(rootOf(leaf(sum, name)), epsilon));
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, step(name))), state: { sum } };
    },
  };
}

function checked({ learningRate = 0.01, initial = 0, epsilon = 1e-8 }: AdagradOptions): Required<AdagradOptions> {
  checkedNumber('adagrad: learningRate', learningRate, positive, 'Pass a step size such as 0.01.');
  checkedNumber('adagrad: initial', initial, notNegative, 'The default is 0.');
  checkedNumber('adagrad: epsilon', epsilon, positive, 'The default is 1e-8.');
  return { learningRate, initial, epsilon };
}
