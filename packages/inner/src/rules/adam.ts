import { leaf, mapParams, under, zeros } from '@innerloop/core';
import type { ParamSpecs, ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, decay, positive } from '../options/number.js';
import { rootOf } from './root.js';
import { runningMean, zerosOf, zeroSpecs } from './running.js';

export interface AdamOptions {
  /** Step size `α`. Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the mean of the gradients, `β₁`. Default 0.9; 0 in Reptile, so that no momentum passes from task to task. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, `β₂`. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, `ε`. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Means of the gradients and of their squares, shared or per task as the leaves are; `correction` holds `1 − β₁ᵗ` and `1 − β₂ᵗ`,
 * shape `[]`: nothing that changes from step to step is a JavaScript number.
 */
export type AdamState = {
  readonly first: ParamTree;
  readonly second: ParamTree;
  readonly correction: { readonly first: Tensor; readonly second: Tensor };
};

/**
 * Adam: `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `φ ← φ − α m̂ / (√v̂ + ε)`
 * with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`.
 *
 * Gradients flow through parameters, gradients and state, at a gradient of zero too, where the step has the slope `α / ε`.
 *
 * @param options  the rate, or options
 * @throws InvalidOptionError if `learningRate` or `epsilon` is no positive finite number, or a `beta` not in [0, 1)
 * @see Kingma & Ba 2015, "Adam: A Method for Stochastic Optimization", Algorithm 1, arXiv:1412.6980
 */
export function adam(options: number | AdamOptions = {}): UpdateRule<AdamState> {
  const { learningRate, beta1, beta2, epsilon } = checked(
    typeof options === 'number' ? { learningRate: options } : options,
  );
  return {
    name: 'adam',
    specs: () => ({}),
    remembers: stateSpecs,
    start: ({ params }) => ({
      first: zerosOf(params),
      second: zerosOf(params),
      correction: { first: tf.scalar(0), second: tf.scalar(0) },
    }),
    update: ({ params, grads, state }) => {
      const first = mapParams(params, (_, name) => runningMean(beta1, leaf(state.first, name), leaf(grads, name)));
      const second = mapParams(params, (_, name) =>
        runningMean(beta2, leaf(state.second, name), tf.square(leaf(grads, name))),
      );
      const one = tf.scalar(1);
      const correction = {
        first: runningMean(beta1, state.correction.first, one),
        second: runningMean(beta2, state.correction.second, one),
      };
      const step = (name: string): Tensor => {
        const root = rootOf(tf.div(leaf(second, name), correction.second));
        return tf.div(tf.mul(tf.div(leaf(first, name), correction.first), learningRate), tf.add(root, epsilon));
      };
      return {
        params: mapParams(params, (tensor, name) => tf.sub(tensor, step(name))),
        state: { first, second, correction },
      };
    },
  };
}

function stateSpecs(target: ParamSpecs): ParamSpecs {
  const means = zeroSpecs(target);
  const correction = { shape: [], initialize: zeros };
  return {
    ...under('first', means),
    ...under('second', means),
    ...under('correction', { first: correction, second: correction }),
  };
}

function checked({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions): Required<AdamOptions> {
  checkedNumber('adam: learningRate', learningRate, positive, 'Pass a step size such as 1e-3.');
  checkedNumber('adam: beta1', beta1, decay, 'The default is 0.9.');
  checkedNumber('adam: beta2', beta2, decay, 'The default is 0.999.');
  checkedNumber('adam: epsilon', epsilon, positive, 'The default is 1e-8.');
  return { learningRate, beta1, beta2, epsilon };
}
