import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { bayesianMaml } from './learners/bayesian-maml.js';
import { maml } from './learners/maml.js';
import { bodyAndHeadLearners } from './plugins/body-and-head.js';
import { caviaComponent } from './plugins/cavia.js';
import { heads } from './plugins/heads.js';
import { baselines } from './plugins/baselines.js';
import { innerOf, innerOptions, steps } from './plugins/inner-options.js';
import { metaGradients } from './plugins/meta-gradients.js';

/** The gradient-based learners and meta-gradients, for configurations. */
export const outerPlugin: Plugin = {
  name: '@innerloop/outer',
  provides: {
    learner: {
      maml: component({
        summary: 'an initialisation from which a few steps of a rule give a good model (Finn et al. 2017)',
        options: (resolve) =>
          z.object({
            ...innerOptions(resolve),
            model: part(resolve, 'model'),
            steps: steps.default(1).describe('inner steps in training; 0 is the pretrained baseline'),
            adapts: z.array(z.string()).exactOptional().describe('prefixes of the leaves that adapt; default all'),
          }),
        example: ({ network, rule, loss }) => ({ model: network, rule, loss, steps: 2 }),
        create: (options) => maml(innerOf(options)),
      }),
      'bayesian-maml': component({
        summary: 'particles that settle as the posterior of the task would lie, with the rule svgd (Yoon et al. 2018)',
        options: (resolve) =>
          z.object({
            model: part(resolve, 'model'),
            rule: part(resolve, 'rule'),
            loss: part(resolve, 'loss').describe('a negative log-likelihood'),
            particles: z.number().int().positive().default(5),
            steps: steps.default(1).describe('inner steps in training'),
            testSteps: steps.exactOptional().describe('inner steps at test; default steps'),
            metaLoss: z.enum(['chaser', 'likelihood']).default('chaser').describe('the outer loss'),
            leaderSteps: steps.default(1).describe('steps that the leader of chaser is ahead'),
            averages: z.enum(['outputs', 'probabilities']).default('outputs').describe('probabilities for classes'),
          }),
        example: ({ network, rule, loss }) => ({
          model: network,
          rule,
          loss,
          particles: 2,
          steps: 2,
          metaLoss: 'likelihood', // the leader of the chaser is a constant to derivatives
        }),
        create: bayesianMaml,
      }),
      ...bodyAndHeadLearners,
      cavia: caviaComponent,
      ...heads,
      ...baselines,
    },
    metaGradient: metaGradients,
  },
};
