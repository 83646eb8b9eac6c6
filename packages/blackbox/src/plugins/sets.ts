import type { Plugin } from '@innerloop/core';
import { activationNames } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { hypernetwork } from '../hypernetwork/hypernetwork.js';
import { neuralProcess } from '../processes/neural-process.js';

const count = z.number().int().positive();

/** Learners that read the support as a set. */
export const sets: NonNullable<Plugin['provides']['learner']> = {
  'neural-process': component({
    summary:
      'codes of the support, averaged or attended to, and a decoder that knows how sure it is (Garnelo et al. 2018)',
    options: (resolve) =>
      z.object({
        inputs: count.describe('features of an input, or of what the model makes of it'),
        outputs: count.describe('numbers to predict, or classes, which are fixed'),
        kind: z.enum(['regression', 'classification']).default('regression'),
        model: part(resolve, 'model').exactOptional().describe('embedding of inputs; default none'),
        encoder: z.array(count).min(1).default([128, 128, 128, 128]).describe('units, of the code last'),
        decoder: z.array(count).default([128, 128]).describe('units of the hidden layers'),
        activation: z.enum(activationNames).default('relu'),
        attention: z
          .strictObject({ heads: count.default(8), units: count.default(128) })
          .exactOptional()
          .describe('attentive: each target weighs the codes by itself'),
        latent: z
          .strictObject({ size: count.default(128) })
          .exactOptional()
          .describe('latent: a variable that functions are sampled by'),
        deterministic: z.boolean().default(true).describe('false: the latent variable alone'),
        samples: count.default(10).describe('draws of the latent variable that mean and variance are of'),
        contextInTargets: z.boolean().default(true).describe('training asks for the support too'),
      }),
    example: ({ embedding, features, outputs, loss }) => ({
      model: embedding,
      inputs: features,
      outputs,
      kind: loss === 'cross-entropy' ? 'classification' : 'regression',
      encoder: [4, 3],
      decoder: [4],
      activation: 'tanh',
      attention: { heads: 2, units: 4 },
      latent: { size: 2 },
      samples: 3,
    }),
    create: neuralProcess,
  }),
  hypernetwork: component({
    summary: 'the support is read and all parameters of a network are emitted, which answers',
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model').describe('the network whose parameters are emitted; a small one'),
        embedding: part(resolve, 'model').exactOptional().describe('of the support, for the encoder; default none'),
        features: count.describe('of an input, or of what the embedding makes of it'),
        outputs: count.describe('numbers of a target, or ways'),
        encoder: z.array(count).min(1).default([64, 64]).describe('units, of the code last'),
        activation: z.enum(activationNames).default('relu').describe('of the encoder'),
        loss: part(resolve, 'loss').prefault('cross-entropy'),
      }),
    example: ({ network, embedding, features, outputs, loss }) => ({
      model: network,
      embedding,
      features,
      outputs,
      encoder: [4, 3],
      activation: 'tanh',
      loss,
    }),
    create: hypernetwork,
  }),
};
