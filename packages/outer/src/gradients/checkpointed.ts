import { throughAdaptation } from '@innerloop/core';
import type { AnyInnerLearner, MetaGradient } from '@innerloop/core';

/**
 * The exact meta-gradient in little memory: no inner step keeps its graph, each is run again when the backward pass comes to it.
 *
 * Of K steps what is kept is the graph of one and 2 √K sets of the leaves that move, with their rule's state; each step is run three times
 * instead of once, with up to eight steps twice. The gradient is that of `exact`. A compiled step has no use for it: the compiler sees
 * that the steps are the same, and computes them once.
 *
 * @see Chen, Xu, Zhang, Guestrin 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174
 */
export const checkpointed = (): MetaGradient<AnyInnerLearner> =>
  throughAdaptation('checkpointed', { order: 'exact', recompute: true });
