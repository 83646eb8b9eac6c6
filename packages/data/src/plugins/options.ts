import { z } from 'zod';
import type { UnitAugmentation } from '../episodes/augmentation.js';
import type { CountRange } from '../episodes/episode-size.js';
import type { Rotations } from '../episodes/rotations.js';
import type { RowOrder } from '../episodes/task-plan.js';
import { augmentations } from './augmentations.js';

/** Schemas of how episodes are sampled. */
export interface SamplingOptions {
  readonly ways: z.ZodType<CountRange>;
  readonly shots: z.ZodType<CountRange>;
  readonly queries: z.ZodType<number>;
  readonly rotations: z.ZodExactOptional<z.ZodType<Rotations>>;
  readonly order: z.ZodExactOptional<z.ZodType<RowOrder>>;
  readonly augment: z.ZodExactOptional<z.ZodType<readonly UnitAugmentation[]>>;
}

const counts = z.tuple([z.int().positive(), z.int().positive()]);

/** How episodes are sampled, in configurations. */
export const sampling: SamplingOptions = {
  ways: z
    .union([z.int().positive(), counts])
    .default(5)
    .describe('classes a task; [least, most]: drawn for each batch, for learners without weights for each class'),
  shots: z
    .union([z.int().nonnegative(), counts])
    .default(1)
    .describe('support examples a class; [least, most]: the classes of a task differ, with the same sum in every task'),
  queries: z.int().positive().default(15).describe('query examples a class'),
  rotations: z
    .enum(['none', 'classes', 'per-task'])
    .exactOptional()
    .describe('quarter turns: classes of their own, or one for each class of a task'),
  order: z.enum(['shuffled', 'grouped']).exactOptional().describe('rows of an episode'),
  augment: augmentations,
};

/** Two numbers in order, in configurations. */
export const interval: z.ZodTuple<[z.ZodNumber, z.ZodNumber], null> = z.tuple([z.number(), z.number()]);
