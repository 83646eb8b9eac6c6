import type { UpdateRule } from '@innerloop/core';
import { checkedNumber, notNegative } from '../options/number.js';
import { weightDecay } from '../wrappers/weight-decay.js';
import { adam } from './adam.js';
import type { AdamOptions, AdamState } from './adam.js';

export interface AdamWOptions extends AdamOptions {
  /** `λ`, of which a step takes `α λ φ`. Default 0.01. */
  readonly weightDecay?: number;
  /** Beginnings of the names of the leaves that decay, `model/` for instance; default all. */
  readonly decays?: readonly string[];
}

/**
 * AdamW: Adam whose weight decay is apart from the gradients that it scales, `φ ← φ − α (m̂ / (√v̂ + ε) + λ φ)`.
 *
 * It is `weightDecay(α λ)(adam(…))`. Gradients flow as in Adam.
 *
 * @param options  the rate, or options
 * @throws InvalidOptionError if `weightDecay` is negative, `α λ` not below 1, no leaf begins like one of `decays`, or Adam refuses an option
 * @see Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101
 */
export function adamW(options: number | AdamWOptions = {}): UpdateRule<AdamState> {
  const given: AdamWOptions = typeof options === 'number' ? { learningRate: options } : options;
  const { weightDecay: strength = 0.01, decays, ...own } = given;
  checkedNumber('adamW: weightDecay', strength, notNegative, 'The default is 0.01.');
  const { learningRate = 1e-3 } = own;
  const rule = adam({ ...own, learningRate });
  const decaying = weightDecay({ share: learningRate * strength, ...(decays === undefined ? {} : { decays }) });
  return { ...decaying(rule), name: 'adamw' };
}
