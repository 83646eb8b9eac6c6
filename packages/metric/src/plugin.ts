import { activationNames } from '@innerloop/core';
import type { NormOptions, Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { mahalanobis } from './mahalanobis/mahalanobis.js';
import { matching } from './matching/matching.js';
import { prototypical } from './prototypical/prototypical.js';
import { relationEncoder } from './relation/relation-encoder.js';
import { relationModule } from './relation/relation-module.js';
import { relation } from './relation/relation.js';
import { learnedSimilarity } from './similarity/learned-similarity.js';
import { simpleShot } from './simple-shot/simple-shot.js';

const size = z.int().positive();
const scale = z.number().positive().describe('factor of the logits');

const norm: z.ZodType<NormOptions> = z
  .strictObject({
    statistics: z.enum(['batch', 'running', 'support']),
    momentum: z.number().positive().max(1).exactOptional(),
  })
  .describe('where mean and variance come from');

const network = {
  filters: size.default(64),
  norm: norm.default({ statistics: 'batch' }),
  activation: z.enum(activationNames).default('relu'),
};

const learners: NonNullable<Plugin['provides']['learner']> = {
  prototypical: component({
    summary: 'a query belongs to the class whose mean embedding is nearest (Snell et al. 2017)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        distance: z.enum(['euclidean', 'cosine']).default('euclidean').describe('euclidean is squared'),
        scale: scale.default(1),
        jointBatch: z.boolean().default(false).describe('support and query are one batch in training'),
      }),
    example: ({ embedding }) => ({ model: embedding }),
    create: prototypical,
  }),
  matching: component({
    summary: 'support examples vote by their likeness to the query (Vinyals et al. 2016)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        similarity: part(resolve, 'model').exactOptional().describe('a network over pairs, in place of the cosine'),
        scale: z.number().positive().default(1).describe('factor of the similarities, 1 / temperature'),
        votes: z.enum(['attention', 'summed']).default('attention').describe('summed: the sum of a class is its logit'),
        fullContext: z
          .strictObject({ features: size, steps: z.int().nonnegative().default(3).describe('looks at the support') })
          .exactOptional()
          .describe('embeddings that see the whole support, by LSTMs'),
      }),
    example: ({ embedding, features }) => ({ model: embedding, fullContext: { features, steps: 2 } }),
    create: ({ similarity, ...options }) =>
      matching({ ...options, ...(similarity === undefined ? {} : { similarity: learnedSimilarity(similarity) }) }),
  }),
  relation: component({
    summary: 'a network learns how alike a class and a query are (Sung et al. 2018)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model').describe('gives feature maps, or vectors'),
        relation: part(resolve, 'model').describe('from a class beside a query to one number'),
      }),
    example: ({ embedding, features }) => ({
      model: embedding,
      relation: { use: 'mlp', inputs: 2 * features, hidden: [4], outputs: 1, activation: 'tanh' },
    }),
    create: relation,
  }),
  'simple-shot': component({
    summary: 'nearest class mean of centred features of length 1 (Wang et al. 2019)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        features: size.describe('numbers that the embedding gives of an example'),
        centred: z.boolean().default(true).describe('the mean feature of training is taken out'),
        normalised: z.boolean().default(true).describe('features are divided by their length'),
        scale: scale.default(1),
        momentum: z.number().min(0).max(1).default(0).describe('least weight of a new support in the mean feature'),
      }),
    example: ({ embedding, features }) => ({ model: embedding, features }),
    create: simpleShot,
  }),
  mahalanobis: component({
    summary: 'nearest class mean by the covariance of the class (Simple CNAPS, Bateni et al. 2020)',
    tasks: ['classification'],
    options: (resolve) =>
      z.object({
        model: part(resolve, 'model'),
        regularization: z.number().positive().default(1).describe('added to the diagonal of covariances'),
        scale: scale.default(0.5),
      }),
    example: ({ embedding }) => ({ model: embedding }),
    create: mahalanobis,
  }),
};

const models: NonNullable<Plugin['provides']['model']> = {
  'relation-encoder': component({
    summary: 'the encoder of relation networks: four blocks that give feature maps',
    options: () =>
      z.object({
        channels: size,
        pools: z.int().min(0).max(4).default(2).describe('first blocks that halve'),
        ...network,
      }),
    create: relationEncoder,
  }),
  'relation-module': component({
    summary: 'the convolutional module of relation networks: two feature maps side by side to one number',
    options: () =>
      z.object({
        height: size.describe('of the feature maps'),
        width: size,
        channels: size.describe('of the feature maps of one example'),
        hidden: size.default(8),
        padding: z.enum(['same', 'valid']).default('same'),
        ...network,
      }),
    create: relationModule,
  }),
};

/** The metric learners and their networks, for configurations. */
export const metricPlugin: Plugin = { name: '@innerloop/metric', provides: { learner: learners, model: models } };
