import { z } from 'zod';

/** Options that several rules and wrappers have. */
export const learningRate: z.ZodNumber = z
  .number()
  .positive()
  .describe('step size, for a loss that is a mean over examples');
export const decay: z.ZodNumber = z.number().min(0).lt(1);
export const epsilon: z.ZodDefault<z.ZodNumber> = z.number().positive().default(1e-8).describe('added to the root');
export const limit: z.ZodNumber = z.number().positive();
