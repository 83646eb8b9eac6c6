import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { prototypical } from './learners/prototypical.js';

/** The metric learners, for configurations. */
export const metricPlugin: Plugin = {
  name: '@innerloop/metric',
  provides: {
    learner: {
      prototypical: component({
        summary: 'a query belongs to the class whose mean embedding is nearest (Snell et al. 2017)',
        tasks: ['classification'],
        options: (resolve) =>
          z.object({
            model: part(resolve, 'model'),
            scale: z.number().positive().default(1).describe('factor of the logits'),
          }),
        example: ({ embedding }) => ({ model: embedding }),
        create: prototypical,
      }),
    },
  },
};
