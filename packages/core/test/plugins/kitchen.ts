import * as z from 'zod';
import {
  InvalidOptionError,
  type Loss,
  type Model,
  type Plugin,
  type Resolve,
  type UpdateRule,
} from '../../src/index.js';
import { component, part } from '../../src/plugin.js';

// What a component makes here are only notes of how it was made: a registry never looks inside.
const made = (name: string, options: unknown): never => ({ name, options }) as never;

const sgd = component({
  summary: 'gradient descent',
  options: () => z.object({ rate: z.number().positive().default(0.01), momentum: z.number().optional() }),
  create: (options): UpdateRule => {
    if (options.rate > 100)
      throw new InvalidOptionError(`sgd: rate is at most 100, received ${options.rate}. Lower it.`);
    return made('sgd', options);
  },
});

const mlp = component({
  summary: 'fully connected layers',
  options: () =>
    z.object({
      hidden: z.array(z.int().positive()),
      outputs: z.int().default(1),
      activation: z.enum(['relu', 'tanh', 'sigmoid']).default('relu'),
      norm: z.strictObject({ statistics: z.string(), epsilon: z.number().default(1e-5) }).optional(),
    }),
  create: (options): Model => made('mlp', options),
});

const maml = component({
  summary: 'learns an initialisation',
  options: (resolve: Resolve) =>
    z
      .object({
        model: part(resolve, 'model').describe('what is adapted'),
        rule: part(resolve, 'rule').prefault('sgd'),
        losses: z.array(part(resolve, 'loss')).default([]),
        steps: z.union([z.int(), z.literal('many')]).default(1),
      })
      .transform((options) => ({ ...options, transformed: true })),
  create: (options) => made('maml', options),
});

const plainSchema = { parse: (value: unknown): unknown => value };

/** A plugin with a component of each sort: nested parts, defaults, strict objects, a schema that is not zod's. */
export const kitchen: Plugin = {
  name: 'kitchen',
  provides: {
    rule: { sgd, adam: component({ summary: 'Adam', options: () => z.object({}), create: () => made('adam', {}) }) },
    model: { mlp },
    learner: { maml },
    loss: {
      squared: {
        summary: 'squared error',
        options: () => plainSchema,
        create: (options): Loss => made('squared', options),
      },
    },
  },
};

/** The schema of a whole configuration. */
export const experiment = (resolve: Resolve): z.ZodType<{ learner: unknown; train: { iterations: number } }> =>
  z.object({
    learner: part(resolve, 'learner'),
    data: part(resolve, 'data').optional(),
    train: z.strictObject({ iterations: z.int().positive(), seed: z.int().default(1) }),
  });
