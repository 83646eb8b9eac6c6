import { InvalidOptionError, throughAdaptation } from '@innerloop/core';
import type { AnyInnerLearner, MetaGradient } from '@innerloop/core';

export interface TruncatedOptions {
  /** How many of the last inner steps are differentiated through. */
  readonly steps: number;
}

/**
 * Backpropagation through the last n inner steps: the gradients of earlier steps are constants, as in first order, so that
 * `∂φ_{K−n}/∂θ` is the identity. With n = 0 it is the first-order meta-gradient, with n ≥ K the exact one; the bias of those between
 * shrinks where the inner steps contract. Memory is that of n steps; of the earlier ones no more than their parameters is kept.
 *
 * What a rule learns gets its gradient from all steps: along constant gradients from the earlier ones.
 *
 * @throws InvalidOptionError if `steps` is no integer of at least 0
 * @see Shaban, Cheng, Hatch, Boots 2019, "Truncated Back-propagation for Bilevel Optimization", arXiv:1810.10667
 */
export function truncated({ steps }: TruncatedOptions): MetaGradient<AnyInnerLearner> {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new InvalidOptionError(`truncated: steps must be an integer of at least 0, got ${steps}.`);
  }
  return throughAdaptation('truncated', { order: 'exact', depth: steps });
}
