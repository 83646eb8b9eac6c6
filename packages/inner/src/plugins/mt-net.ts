import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { tNet } from '../models/t-net.js';
import { unitMasks } from '../wrappers/unit-masks.js';

/** The learned metric of T-net and MT-net. */
export const warpedModels: NonNullable<Plugin['provides']['model']> = {
  't-net': component({
    summary: 'a model whose layers have a learned metric: adapt net/ alone (Lee & Choi 2018)',
    options: (resolve) => z.object({ model: part(resolve, 'model') }),
    example: ({ network }) => ({ model: network }),
    create: tNet,
  }),
};

/** The learned subspace of MT-net. */
export const maskWrappers: NonNullable<Plugin['provides']['wrapper']> = {
  'unit-masks': component({
    summary: 'moves some units of each layer only, drawn once a task (MT-net, Lee & Choi 2018)',
    stops: 'masks are 0 or 1: their derivative is that of relaxed ones, straight through',
    options: () =>
      z.object({
        logit: z.number().default(0).describe('first logit of the probability that a unit adapts'),
        temperature: z.number().positive().default(1).describe('of the relaxation that the logits are learned through'),
        test: z.enum(['sample', 'likely']).default('sample').describe('masks at test: drawn, or the likelier value'),
      }),
    example: () => ({ logit: 1 }),
    create: unitMasks,
  }),
};
