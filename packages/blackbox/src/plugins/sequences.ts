import type { Plugin, Resolve } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { lstmLearner } from '../lstm/lstm-learner.js';
import { mann } from '../memory/mann.js';
import { metaNetworks } from '../meta-networks/meta-networks.js';
import { snail } from '../snail/snail.js';

const count = z.number().int().positive();

/** What learners with a state have in common. */
const streamed = (resolve: Resolve) => ({
  model: part(resolve, 'model').exactOptional().describe('the embedding; default: the example, flattened'),
  features: count.describe('outputs of the embedding'),
  outputs: count.describe('classes, or numbers to predict'),
  units: count.default(200).describe('of the LSTM'),
  labels: z
    .enum(['offset', 'paired'])
    .default('offset')
    .describe(
      'offset: a label comes with the next example, every answer has a loss; paired: with its own, queries have the loss',
    ),
  loss: part(resolve, 'loss').prefault('cross-entropy'),
});

/** Learners that read the support in order. */
export const sequences: NonNullable<Plugin['provides']['learner']> = {
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
  'lstm-learner': component({
    summary: 'an LSTM that reads the support, then answers (Hochreiter, Younger, Conwell 2001)',
    options: (resolve) => z.object(streamed(resolve)),
    example: ({ embedding, features, outputs, loss }) => ({ model: embedding, features, outputs, loss, units: 4 }),
    create: lstmLearner,
  }),
  mann: component({
    stops: 'which rows are least used is a choice, which is not differentiated',
    summary: 'an LSTM with a memory that it writes to and reads from (Santoro et al. 2016; Graves et al. 2014)',
    options: (resolve) =>
      z.object({
        ...streamed(resolve),
        addressing: z
          .enum(['lrua', 'ntm'])
          .default('lrua')
          .describe('lrua: by content, written to where it read last or least; ntm: by content and place'),
        rows: count.default(128).describe('of the memory'),
        width: count.default(40).describe('numbers a row'),
        readHeads: count.default(4),
        writeHeads: count.exactOptional().describe('of ntm; default 1'),
        decay: z.number().min(0).max(1).exactOptional().describe('of usage, lrua; default 0.99'),
        strength: z
          .union([z.number().positive(), z.literal('learned')])
          .exactOptional()
          .describe('factor of cosines, lrua; default 1, as published'),
      }),
    example: ({ embedding, features, outputs, loss }) => ({
      ...{ model: embedding, features, outputs, loss },
      ...{ units: 4, rows: 12, width: 3, readHeads: 2 },
    }),
    create: mann,
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
};
