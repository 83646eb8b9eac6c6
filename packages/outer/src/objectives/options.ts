import { z } from 'zod';
import { everyStep } from './every-step.js';
import { multiStep } from './multi-step.js';
import type { PathObjective } from './path-objective.js';

const count = z.int().positive();
const weight = z.number().min(0);

/** An objective of the path as a configuration writes it: `{ use: 'multi-step', epochs: 10, iterations: 500 }`. */
export type ObjectiveOptions =
  | { readonly use: 'multi-step'; readonly epochs: number; readonly iterations: number }
  | { readonly use: 'every-step'; readonly weights: number | readonly number[] };

export const objectiveOptions: z.ZodType<ObjectiveOptions> = z
  .discriminatedUnion('use', [
    z.strictObject({
      use: z.literal('multi-step'),
      epochs: count.describe('epochs until only the last step counts'),
      iterations: count.default(500).describe('meta-iterations an epoch'),
    }),
    z.strictObject({
      use: z.literal('every-step'),
      weights: z
        .union([weight, z.array(weight).min(1)])
        .default(1)
        .describe('one for all steps, or one for each'),
    }),
  ])
  .describe('the query losses that count in training; default the one after the last step');

/** The objective that options describe. */
export function objectiveOf(options: ObjectiveOptions): PathObjective {
  switch (options.use) {
    case 'multi-step':
      return multiStep(options);
    case 'every-step':
      return everyStep(options.weights);
  }
}
