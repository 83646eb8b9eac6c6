import {
  constant,
  leaf,
  mapParams,
  mapSpecs,
  mlp,
  normal,
  ones,
  perTaskScalar,
  scope,
  specOf,
  stopGradient,
  under,
  within,
} from '@innerloop/core';
import type { Model, ParamSpec, ParamSpecs, ParamTree, RuleStart, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, count, finite } from '../options/number.js';
import { entryFor, placeOf } from './per-step.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface AlfaOptions {
  /** Inner steps with values of their own, as many as the learner takes in training. */
  readonly steps: number;
  /** Initial value of every rate `a⁰`, for a loss that is a mean over examples. Default 0.01. */
  readonly rate?: number;
  /** Initial value of every decay `b⁰`, the share of a tensor that a step takes away. Default `5e-4 · rate`. */
  readonly decay?: number;
}

/** `[2L] → [2L]` with one hidden layer of 2L rectifiers. Its outputs start near 1. */
function generatorOf(target: ParamSpecs): Model {
  const width = 2 * Object.keys(target).length;
  const { specs, apply } = mlp({ inputs: width, hidden: [width], outputs: width });
  const starting = (name: string, initialize: ParamSpec['initialize']): ParamSpecs => ({
    [name]: { ...specOf(specs, name), initialize },
  });
  return { specs: { ...specs, ...starting('head/kernel', normal(0.01)), ...starting('head/bias', ones) }, apply };
}

/** The mean of a leaf's entries: `[]`, or `[T]` of a leaf per task. */
function meanOf(tensor: Tensor, { shape }: ParamSpec): Tensor {
  const own = shape.map((_, axis) => tensor.rank - 1 - axis);
  return own.length === 0 ? tensor : tf.mean(tensor, own);
}

/** What the generator makes of the task's state: for each leaf a factor of its rate and one of its decay, `[]` or `[T]`. */
function generate({ specs, rule, params, grads, context }: RuleStart & { readonly grads: ParamTree }): ParamTree {
  const names = Object.keys(specs);
  const mean = (tree: ParamTree, name: string): Tensor => meanOf(leaf(tree, name), specOf(specs, name));
  const ofParams = names.map((name) => mean(params, name));
  const ofGrads = names.map((name) => stopGradient(mean(grads, name)));
  const lead = ofParams[0]?.shape ?? [];
  const state = tf.stack([...ofParams, ...ofGrads], lead.length); // [2L] or [T, 2L]
  const rows = tf.reshape(state, [lead[0] ?? 1, 1, 2 * names.length]);
  const made = generatorOf(specs).apply(scope(rule, 'generator'), rows, within(context, 'generator'));
  const outputs = tf.unstack(tf.reshape(made, state.shape), lead.length);
  const of = (kind: string, offset: number): ParamTree =>
    Object.fromEntries(names.map((name, i) => [`${kind}/${name}`, outputs[offset + i] as Tensor]));
  return { ...of('rate', 0), ...of('decay', names.length) };
}

/**
 * ALFA: rates and weight decay that a small network generates from the state of the task, in every step anew.
 *
 * `τ = [mean φ^ℓ]_ℓ ⧺ [mean ∇_{φ^ℓ} L]_ℓ`, `(â, b̂) = g(τ)`, `φ^ℓ ← (1 − b̂^ℓ b⁰_{ℓ,k}) φ^ℓ − â^ℓ a⁰_{ℓ,k} ∇_{φ^ℓ} L` with a perceptron `g` of one
 * hidden layer, 2L → 2L → 2L for L parameter tensors. Nothing squashes what it gives.
 *
 * Learns `generator/…`, and for each leaf `rate/…` and `decay/…`, `[steps]`; steps beyond use the last. All of it is differentiated but
 * the gradients' half of `τ`, which is cut, as in the released code. There the generator starts at random; here its outputs start near 1,
 * which makes the first steps those of `lslr` with a little decay. With `g ≡ 1` and `b⁰ = 0` it is `lslr`.
 *
 * It serves inner loops only: an outer optimizer has no place in a loop, and is refused when it moves.
 *
 * @throws InvalidOptionError if `steps` is no positive integer, `rate` or `decay` not finite; in `update`, without `index`
 * @see Baik et al. 2020, "Meta-Learning with Adaptive Hyperparameters", arXiv:2011.00209
 */
export function alfa({ steps, rate = 0.01, decay = 5e-4 * rate }: AlfaOptions): UpdateRule<Stateless> {
  checkedNumber('alfa: steps', steps, count, 'Pass the number of inner steps in training, such as 5.');
  checkedNumber('alfa: rate', rate, finite, 'Pass the first value of the learned rates, such as 0.01.');
  checkedNumber('alfa: decay', decay, finite, 'The default is 5e-4 times the rate.');
  const perStep = (target: ParamSpecs, value: number): ParamSpecs =>
    mapSpecs(target, () => ({ shape: [steps], initialize: constant(value) }));
  return {
    name: 'alfa',
    specs: (target) => ({
      ...under('generator', generatorOf(target).specs),
      ...under('rate', perStep(target, rate)),
      ...under('decay', perStep(target, decay)),
    }),
    start: stateless,
    update: ({ specs, rule, params, grads, state, index, context }) => {
      const place = placeOf('alfa', index, steps);
      const generated = generate({ specs, rule, params, grads, context });
      const factor = (name: string, like: Tensor): Tensor =>
        tf.mul(perTaskScalar(leaf(generated, name), like.rank), entryFor(leaf(rule, name), place, like));
      const moved = (tensor: Tensor, name: string): Tensor => {
        const kept = tf.mul(tf.sub(1, factor(`decay/${name}`, tensor)), tensor);
        return tf.sub(kept, tf.mul(factor(`rate/${name}`, tensor), leaf(grads, name)));
      };
      return { params: mapParams(params, moved), state };
    },
  };
}
