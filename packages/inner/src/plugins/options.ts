import { z } from 'zod';

/** Options that several rules and wrappers have. */
export const learningRate: z.ZodNumber = z
  .number()
  .positive()
  .describe('step size, for a loss that is a mean over examples');
export const decay: z.ZodNumber = z.number().min(0).lt(1);
export const epsilon: z.ZodDefault<z.ZodNumber> = z.number().positive().default(1e-8).describe('added to the root');
export const limit: z.ZodNumber = z.number().positive();
export const decays: z.ZodExactOptional<z.ZodArray<z.ZodString>> = z
  .array(z.string())
  .exactOptional()
  .describe('beginnings of the names of the leaves that decay, such as model/; default all');
export const steps: z.ZodInt = z
  .int()
  .positive()
  .describe('inner steps with values of their own; later ones use the last');
export const rate: z.ZodDefault<z.ZodNumber> = z.number().default(0.01).describe('first value of every rate');
