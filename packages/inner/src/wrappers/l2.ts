import { leaf, mapParams } from '@innerloop/core';
import type { Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, notNegative } from '../options/number.js';
import { expectPrefixes, prefixOf } from '../options/prefixes.js';

export interface L2Options {
  /** `λ` of `½ λ ‖φ‖²`, at least 0. */
  readonly strength: number;
  /** Beginnings of the names of the leaves that are penalised, `model/` for instance; default all. */
  readonly decays?: readonly string[];
}

/**
 * Coupled L2 regularisation: the rule sees the gradient of `L + ½ λ ‖φ‖²`, which is `g + λ φ`. PyTorch's `weight_decay` of SGD and Adam.
 *
 * With `sgd(α)` it is `weightDecay(α λ)`. With a rule that scales gradients, such as `adam`, it is not: a coordinate with large gradients
 * is then pulled less, where `weightDecay` pulls all alike (AdamW). Gradients flow.
 *
 * @param options  the strength, or options with it
 * @throws InvalidOptionError if the strength is negative or not finite, or no leaf begins like one of `decays`
 * @see Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101, which compares the two
 */
export function l2(options: number | L2Options): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<State> {
  const { strength, decays }: L2Options = typeof options === 'number' ? { strength: options } : options;
  checkedNumber('l2: strength', strength, notNegative, 'Pass λ of ½ λ ‖φ‖², such as 5e-4.');
  const penalised = (name: string): boolean => decays === undefined || prefixOf(decays, name) !== undefined;
  return (rule) => ({
    ...rule,
    name: `l2(${rule.name})`,
    specs: (target) => {
      expectPrefixes('l2: decays', decays ?? [], target);
      return rule.specs(target);
    },
    update: (step) => {
      const grads = mapParams(step.grads, (grad, name) =>
        penalised(name) ? tf.add(grad, tf.mul(leaf(step.params, name), strength)) : grad,
      );
      return rule.update({ ...step, grads });
    },
  });
}
