import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { bayesianMaml } from '../learners/bayesian-maml.js';
import { laplace } from '../learners/laplace.js';
import { innerOf, innerOptions, steps } from './inner-options.js';

/** The learners that say how sure they are. */
export const probabilisticLearners: NonNullable<Plugin['provides']['learner']> = {
  'bayesian-maml': component({
    summary: 'particles that settle as the posterior of the task would lie, with the rule svgd (Yoon et al. 2018)',
    options: (resolve) =>
      z
        .object({
          ...innerOptions(resolve),
          model: part(resolve, 'model'),
          loss: part(resolve, 'loss').describe('a negative log-likelihood'),
          particles: z.number().int().positive().default(5),
          steps: steps.default(1).describe('inner steps in training'),
          adapts: z.array(z.string()).exactOptional().describe('prefixes of the leaves that adapt; default all'),
          metaLoss: z.enum(['chaser', 'likelihood']).default('chaser').describe('the outer loss'),
          leaderSteps: steps.default(1).describe('steps that the leader of chaser is ahead'),
          leaderRule: part(resolve, 'rule').exactOptional().describe('moves the leader; default rule'),
          adaptsNorm: z
            .boolean()
            .exactOptional()
            .describe('whether scales and offsets of normalisation adapt; default true'),
          averages: z.enum(['outputs', 'probabilities']).default('outputs').describe('probabilities for classes'),
        })
        .omit({ objective: true }), // its outer loss is metaLoss
    example: ({ network, rule, loss }) => ({
      model: network,
      rule,
      loss,
      particles: 2,
      steps: 2,
      metaLoss: 'likelihood', // the leader of the chaser is a constant to derivatives
    }),
    create: (options) => bayesianMaml(innerOf(options)),
  }),
  laplace: component({
    summary: 'learned features with the posterior of a linear head: predictions with their variance',
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model').describe('an embedding'),
        variance: z.number().positive().default(1).describe('first value of the prior variance of a weight'),
        noise: z.number().positive().default(0.1).describe('first value of the variance of the noise'),
      }),
    example: ({ embedding }) => ({ model: embedding }),
    tasks: ['regression'],
    create: laplace,
  }),
};
