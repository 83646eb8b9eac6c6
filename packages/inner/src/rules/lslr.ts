import { constant, leaf, mapParams, mapSpecs } from '@innerloop/core';
import type { Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, count, finite } from '../options/number.js';
import { entryFor, placeOf } from './per-step.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface LslrOptions {
  /** Inner steps with rates of their own, as many as the learner takes in training. */
  readonly steps: number;
  /** Initial value of every rate, for a loss that is a mean over examples. Default 0.01. */
  readonly rate?: number;
}

/**
 * Per-layer per-step learned rates, the inner rule of MAML++: `φ^ℓ_{k+1} = φ^ℓ_k − a_{ℓ,k} ∇_{φ^ℓ} L(φ_k)`, one rate a parameter tensor `ℓ`
 * and step `k`.
 *
 * Learns, for each leaf that it moves, rates `[steps]` under its name; they are differentiated, the same for every task, and
 * unconstrained in sign. Steps beyond `steps` use the last rate. With all rates equal it is `sgd`; a leaf whose rates are 0 is frozen.
 *
 * It serves inner loops only: an outer optimizer has no place in a loop, and is refused when it moves.
 *
 * @throws InvalidOptionError if `steps` is no positive integer or `rate` not finite; in `update`, without `index`
 * @see Antoniou, Edwards, Storkey 2019, "How to train your MAML", arXiv:1810.09502
 */
export function lslr({ steps, rate = 0.01 }: LslrOptions): UpdateRule<Stateless> {
  checkedNumber('lslr: steps', steps, count, 'Pass the number of inner steps in training, such as 5.');
  checkedNumber('lslr: rate', rate, finite, 'Pass the first value of the learned rates, such as 0.01.');
  return {
    name: 'lslr',
    specs: (target) => mapSpecs(target, () => ({ shape: [steps], initialize: constant(rate) })),
    start: stateless,
    update: ({ rule, params, grads, state, index }) => {
      const place = placeOf('lslr', index, steps);
      const step = (grad: Tensor, name: string): Tensor => tf.mul(entryFor(leaf(rule, name), place, grad), grad);
      return { params: mapParams(params, (tensor, name) => tf.sub(tensor, step(leaf(grads, name), name))), state };
    },
  };
}
