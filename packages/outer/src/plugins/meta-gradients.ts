import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { checkpointed } from '../gradients/checkpointed.js';
import { evolution } from '../gradients/evolution.js';
import { halves } from '../gradients/halves.js';
import { implicit } from '../gradients/implicit.js';
import { reptile } from '../gradients/reptile.js';
import { requiringInnerLoop } from '../gradients/requiring-inner-loop.js';
import { truncated } from '../gradients/truncated.js';

/** The first layer of the networks of examples, wherever a learner has it. */
const firstLayers = ['model/', 'model/body/', 'rule/model/'].flatMap((place) =>
  ['layer0/', 'block1/'].map((layer) => `${place}${layer}`),
);

/** How the gradient by the meta-parameters is obtained. */
export const metaGradients: NonNullable<Plugin['provides']['metaGradient']> = {
  checkpointed: component({
    summary: 'the exact one in little memory: inner steps are run again in the backward pass',
    options: () => z.object({}),
    example: () => ({}),
    create: () => requiringInnerLoop(checkpointed()),
  }),
  evolution: component({
    summary: 'evolution strategies: from values alone, without derivatives (Salimans et al. 2017)',
    options: () =>
      z.object({
        deviation: z.number().positive().describe('standard deviation of the perturbations'),
        samples: z.int().positive().describe('random directions an estimate'),
        antithetic: z.boolean().default(true).describe('whether each direction is tried both ways'),
      }),
    example: () => ({ deviation: 0.05, samples: 4 }),
    create: evolution,
  }),
  halves: component({
    summary:
      'the first half of the tasks teaches some leaves, the second half the others: Auto-MAML (Lian et al. 2020)',
    options: (resolve) =>
      z.object({
        of: part(resolve, 'metaGradient').describe('how the gradient of a half is obtained, such as first-order'),
        second: z
          .array(z.string())
          .min(1)
          .describe('prefixes of the leaves that the second half teaches, such as model/architecture/'),
      }),
    example: () => ({ of: 'exact', second: firstLayers }),
    stops:
      'of each half the gradients of the leaves of the other are left out, so a batch is not the mean of its tasks one by one',
    create: halves,
  }),
  implicit: component({
    summary: 'by the implicit function theorem where the inner loop came to rest (iMAML, Rajeswaran et al. 2019)',
    options: () =>
      z.object({
        solver: z.enum(['conjugate-gradient', 'neumann']).default('conjugate-gradient'),
        iterations: z.int().positive().default(5).describe('Hessian-vector products an estimate'),
        damping: z.number().nonnegative().default(0).describe("added to the Hessian's diagonal"),
        rate: z.number().positive().exactOptional().describe('step of the Neumann series'),
      }),
    example: () => ({ iterations: 3 }),
    create: (options) => requiringInnerLoop(implicit(options)),
  }),
  reptile: component({
    summary: 'how far the inner loop moved (Nichol et al. 2018)',
    options: () => z.object({ scale: z.number().positive().default(1) }),
    example: () => ({ scale: 5 }),
    create: (options) => requiringInnerLoop(reptile(options)),
  }),
  truncated: component({
    summary: 'backpropagation through the last inner steps only',
    options: () => z.object({ steps: z.int().nonnegative().describe('how many of the last steps; 0 is first order') }),
    example: () => ({ steps: 1 }),
    create: (options) => requiringInnerLoop(truncated(options)),
  }),
};
