import { z } from 'zod';
import type { Rotations } from '../episodes/rotations.js';
import type { RowOrder } from '../episodes/task-plan.js';

/** Schemas of how episodes are sampled. */
export interface SamplingOptions {
  readonly ways: z.ZodType<number>;
  readonly shots: z.ZodType<number>;
  readonly queries: z.ZodType<number>;
  readonly rotations: z.ZodExactOptional<z.ZodType<Rotations>>;
  readonly order: z.ZodExactOptional<z.ZodType<RowOrder>>;
}

/** How episodes are sampled, in configurations. */
export const sampling: SamplingOptions = {
  ways: z.int().positive().default(5).describe('classes a task'),
  shots: z.int().nonnegative().default(1).describe('support examples a class'),
  queries: z.int().positive().default(15).describe('query examples a class'),
  rotations: z
    .enum(['none', 'classes', 'per-task'])
    .exactOptional()
    .describe('quarter turns: classes of their own, or one for each class of a task'),
  order: z.enum(['shuffled', 'grouped']).exactOptional().describe('rows of an episode'),
};

/** Two numbers in order, in configurations. */
export const interval: z.ZodTuple<[z.ZodNumber, z.ZodNumber], null> = z.tuple([z.number(), z.number()]);
