import { constant, leaf, mapParams } from '@innerloop/core';
import type { ParamTree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The state of a rule that remembers nothing. */
export type NoState = Readonly<Record<string, never>>;

/** Gradient descent with one learned rate for all leaves: `φ ← φ − r ∇L(φ)`. The yardstick of testkit's own tests. */
export const referenceRule = (rate: number): UpdateRule<NoState> => ({
  name: 'reference',
  specs: () => ({ rate: { shape: [], initialize: constant(rate) } }),
  start: () => ({}),
  update: ({ rule, params, grads, state }) => ({
    params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(rule, 'rate'), leaf(grads, name)))),
    state,
  }),
});

/** The state of `referenceMomentum`: one velocity a leaf. */
export type Velocity = { readonly velocity: ParamTree };

/** Descent with momentum ½: a rule with state for testkit's own tests. */
export const referenceMomentum = (rate: number): UpdateRule<Velocity> => ({
  name: 'reference-momentum',
  specs: () => ({}),
  start: ({ params }) => ({ velocity: mapParams(params, (tensor) => tf.zerosLike(tensor)) }),
  update: ({ params, grads, state }) => {
    const velocity = mapParams(grads, (grad, name) => tf.add(tf.mul(leaf(state.velocity, name), 0.5), grad));
    return {
      params: mapParams(params, (tensor, name) => tf.sub(tensor, tf.mul(leaf(velocity, name), rate))),
      state: { velocity },
    };
  },
});
