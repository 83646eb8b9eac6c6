import { leaf, mapParams } from '@innerloop/core';
import type { Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, decay } from '../options/number.js';
import { expectPrefixes, prefixOf } from '../options/prefixes.js';

export interface WeightDecayOptions {
  /** The part of the parameters that a step takes away, `δ`, at least 0 and below 1. */
  readonly share: number;
  /** Beginnings of the names of the leaves that decay, `model/` for instance; default all. */
  readonly decays?: readonly string[];
}

/**
 * Decoupled weight decay: each step takes a share of the parameters away besides what the rule does, `φ ← rule(φ) − δ φ`.
 *
 * The rule sees gradients of the loss alone, so that it scales no decay. With `sgd(α)` it is descent of `L + δ / (2α) ‖φ‖²`; with
 * `adam(α)` and `δ = α λ` it is AdamW. Of an outer rule let `decays` leave out what must not shrink to zero: learned rates, for one.
 * Gradients flow.
 *
 * @param options  the share, or options with it
 * @throws InvalidOptionError if the share is not in [0, 1), or no leaf begins like one of `decays`
 * @see Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101
 */
export function weightDecay(
  options: number | WeightDecayOptions,
): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<State> {
  const { share, decays }: WeightDecayOptions = typeof options === 'number' ? { share: options } : options;
  checkedNumber('weightDecay: share', share, decay, 'Pass what a step takes away, such as 1e-4.');
  const decaying = (name: string): boolean => decays === undefined || prefixOf(decays, name) !== undefined;
  return (rule) => ({
    ...rule,
    name: `weight-decay(${rule.name})`,
    specs: (target) => {
      expectPrefixes('weightDecay: decays', decays ?? [], target);
      return rule.specs(target);
    },
    update: (step) => {
      const { params, state } = rule.update(step);
      const lessened = mapParams(params, (moved, name) =>
        decaying(name) ? tf.sub(moved, tf.mul(leaf(step.params, name), share)) : moved,
      );
      return { params: lessened, state };
    },
  });
}
