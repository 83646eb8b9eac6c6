import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { snail } from './snail/snail.js';

const count = z.number().int().positive();

/** The black-box learners, for configurations. */
export const blackboxPlugin: Plugin = {
  name: '@innerloop/blackbox',
  provides: {
    learner: {
      snail: component({
        summary: 'temporal convolutions and causal attention over the support, then the query (Mishra et al. 2018)',
        options: (resolve) =>
          z.object({
            model: part(resolve, 'model'),
            features: count.describe('outputs of the embedding'),
            outputs: count.describe('classes, or numbers to predict'),
            length: z.number().int().min(2).describe('ways · shots + 1: what the convolutions see whole'),
            filters: count.default(128).describe('of each temporal convolution'),
            attentions: z
              .array(z.object({ keys: count, values: count }))
              .min(1)
              .exactOptional()
              .describe('sizes of the attentions, with a block of convolutions between two; default as published'),
            loss: part(resolve, 'loss').prefault('cross-entropy'),
          }),
        example: ({ embedding, features, outputs, loss }) => ({
          model: embedding,
          features,
          outputs,
          loss,
          length: 4,
          filters: 2,
          attentions: [
            { keys: 3, values: 2 },
            { keys: 2, values: 2 },
          ],
        }),
        create: snail,
      }),
    },
  },
};
