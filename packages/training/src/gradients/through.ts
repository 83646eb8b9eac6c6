import { throughAdaptation } from '@innerloop/core';
import type { MetaGradient } from '@innerloop/core';

/**
 * The exact meta-gradient: `∇_θ mean L_Q(adapt(θ, S))`, through every inner gradient (second order for MAML).
 *
 * @see Finn, Abbeel, Levine 2017, arXiv:1703.03400
 */
export const exact = (): MetaGradient => throughAdaptation('exact', { order: 'exact' });

/**
 * The first-order meta-gradient: inner gradients are constants, so `∂φ_K/∂θ` is the identity (FOMAML). What a rule learns,
 * its rates for instance, still gets its gradient. For a learner without inner gradients it equals `exact`.
 *
 * @see Nichol, Achiam, Schulman 2018, arXiv:1803.02999
 */
export const firstOrder = (): MetaGradient => throughAdaptation('first-order', { order: 'first' });
