import * as z from 'zod';
import type { Plugin } from '../contracts/plugin.js';
import { activationNames } from '../layers/activation.js';
import { conv4 } from '../models/conv4.js';
import { identity } from '../models/identity.js';
import { mlp } from '../models/mlp.js';
import { initializerNames, initializers } from '../params/initializer-names.js';
import { imageOperationNames, vectorOperationNames } from '../models/search/operations.js';
import { searchConv } from '../models/search/search-conv.js';
import { searchMlp } from '../models/search/search-mlp.js';
import { component } from './component.js';
import { losses, metrics } from './losses.js';

const size = z.int().positive();

const norm = z.strictObject({
  statistics: z
    .enum(['batch', 'running', 'support', 'episode', 'perStep'])
    .describe('where mean and variance come from'),
  steps: size
    .exactOptional()
    .describe('inner steps with a scale, an offset and stored statistics of their own; needed for perStep'),
  inductive: z
    .enum(['support', 'appended'])
    .exactOptional()
    .describe(
      'what normalises a query that is answered alone, in place of the batch: the support, or it with this query',
    ),
  momentum: z.number().positive().max(1).exactOptional(),
  epsilon: z.number().positive().exactOptional(),
  scale: z.boolean().exactOptional(),
  offset: z.boolean().exactOptional(),
});

/** What all searched networks have. */
const search = {
  cells: size.exactOptional().describe('cells one after the other, of one architecture'),
  nodes: size.exactOptional().describe('nodes of a cell'),
  temperature: z
    .union([
      z.number().positive(),
      z.strictObject({ from: z.number().positive(), to: z.number().positive(), steps: size }),
    ])
    .exactOptional()
    .describe('divides the logits: a number, or how it falls in training'),
};

/** The models, losses and metrics of core. */
export const corePlugin: Plugin = {
  name: '@innerloop/core',
  provides: {
    model: {
      mlp: component({
        summary: 'fully connected network',
        options: () =>
          z.object({
            inputs: size,
            hidden: z.array(size).describe('units of each hidden layer'),
            outputs: size,
            activation: z.enum(activationNames).default('relu'),
            norm: norm.exactOptional(),
            context: z
              .strictObject({ size, layer: z.int().nonnegative().exactOptional() })
              .exactOptional()
              .describe('a vector that tells the task, appended to what this layer takes in; default the input'),
          }),
        create: mlp,
      }),
      conv4: component({
        summary: 'four blocks of convolution, normalisation and relu, with a linear head or without',
        options: () =>
          z.object({
            height: size,
            width: size,
            channels: size,
            filters: size.default(64),
            outputs: size.exactOptional().describe('units of the head; without it the model is an embedding'),
            downsample: z.enum(['stride', 'pool']).default('pool'),
            head: z.enum(['mean', 'flatten']).default('flatten'),
            headInitializer: z
              .enum(initializerNames)
              .exactOptional()
              .describe(
                'of the head: zeros, standard-normal as in the code of MAML on Omniglot; default glorot-uniform',
              ),
            norm: norm.default({ statistics: 'batch' }),
            activation: z.enum(activationNames).default('relu'),
            bias: z.boolean().default(true).describe('of the convolutions; normalisation takes it out again'),
            context: z
              .strictObject({ size, block: z.int().min(1).max(4).exactOptional() })
              .exactOptional()
              .describe('a vector that tells the task, which scales and shifts the channels of this block; default 3'),
          }),
        create: ({ headInitializer: named, ...options }) =>
          conv4({ ...options, ...(named === undefined ? {} : { headInitializer: initializers[named] }) }),
      }),
      identity: component({
        summary: 'no network: examples as they are, for features that are good already',
        options: () => z.object({ features: size.describe('numbers an example') }),
        create: identity,
      }),
      'search-mlp': component({
        summary: 'fully connected network whose operations are searched for (DARTS, T-NAS)',
        options: () =>
          z.object({
            inputs: size,
            outputs: size,
            units: size.exactOptional(),
            operations: z.array(z.enum(vectorOperationNames)).min(1).exactOptional().describe('candidates of an edge'),
            ...search,
          }),
        create: searchMlp,
      }),
      'search-conv': component({
        summary: 'convolutional network whose operations are searched for (DARTS, T-NAS)',
        options: () =>
          z.object({
            channels: size,
            outputs: size.exactOptional().describe('units of the head; without it the model is an embedding'),
            filters: size.exactOptional(),
            operations: z.array(z.enum(imageOperationNames)).min(1).exactOptional().describe('candidates of an edge'),
            norm: norm.exactOptional(),
            ...search,
          }),
        create: searchConv,
      }),
    },
    loss: losses,
    metric: metrics,
  },
};
