import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { metaNetworks } from './meta-networks/meta-networks.js';
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
      'meta-networks': component({
        summary: 'gradients of the support become fast weights beside the slow ones (Munkhdalai & Yu 2017)',
        stops: 'the gradients of the support are inputs, which are not differentiated',
        options: (resolve) =>
          z.object({
            model: part(resolve, 'model'),
            features: count.describe('outputs of the embedding'),
            outputs: count.describe('classes, or numbers to predict'),
            representation: z.array(count).min(1).default([64]).describe('units of the representation network'),
            hidden: z.array(count).default([64]).describe('units of the hidden layers of the base learner'),
            samples: count.default(5).describe('examples that the fast weights of the task are made of'),
            units: count.default(20).describe('of the networks that turn gradients into fast weights'),
            loss: part(resolve, 'loss').prefault('cross-entropy'),
            differentiate: z.boolean().default(false).describe('whether those gradients are differentiated through'),
          }),
        example: ({ embedding, features, outputs, loss }) => ({
          model: embedding,
          features,
          outputs,
          loss,
          representation: [outputs + 1],
          hidden: [2],
          units: 3,
        }),
        create: metaNetworks,
      }),
    },
  },
};
