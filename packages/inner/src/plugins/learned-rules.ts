import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { metaSgd } from '../rules/meta-sgd.js';

/** The rules that are meta-learned, in part or in whole. */
export const learnedRules: NonNullable<Plugin['provides']['rule']> = {
  'meta-sgd': component({
    summary: 'gradient descent with one learned rate a parameter (Li et al. 2017)',
    options: () => z.object({ rate: z.number().default(0.01).describe('first value of every rate') }),
    example: () => ({ rate: 0.1 }),
    create: metaSgd,
  }),
};
