import { z } from 'zod';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import type { ExponentialOptions } from './exponential.js';
import { linear } from './linear.js';
import type { RampOptions } from './ramp.js';
import type { Schedule } from './schedule.js';
import { stepDecay } from './step-decay.js';
import type { StepDecayOptions } from './step-decay.js';

const factor = z.number().min(0);
const ramp = {
  from: factor.default(1).describe('factor of the first step'),
  to: factor.default(0).describe('factor after all steps'),
  steps: z.int().positive().describe('steps from one factor to the other'),
};

/** A schedule as a configuration writes it: `{ use: 'cosine', from: 1, to: 0.01, steps: 10000 }`. */
export type ScheduleOptions =
  | { readonly use: 'constant'; readonly factor: number }
  | ({ readonly use: 'linear' | 'cosine' } & Required<RampOptions>)
  | ({ readonly use: 'step-decay' } & StepDecayOptions)
  | ({ readonly use: 'exponential' } & ExponentialOptions);

export const scheduleOptions: z.ZodType<ScheduleOptions> = z.discriminatedUnion('use', [
  z.strictObject({ use: z.literal('constant'), factor }),
  z.strictObject({ use: z.literal('linear'), ...ramp }),
  z.strictObject({ use: z.literal('cosine'), ...ramp }),
  z.strictObject({
    use: z.literal('step-decay'),
    every: z.int().positive().exactOptional().describe('steps between drops'),
    at: z.array(z.int().positive()).min(1).exactOptional().describe('or the steps before each drop'),
    decay: z.number().positive().default(0.1).describe('what a drop multiplies the factor by'),
  }),
  z.strictObject({
    use: z.literal('exponential'),
    decay: z.number().positive().describe('what each step multiplies the factor by'),
  }),
]);

/** The schedule that options describe. */
export function scheduleOf(options: ScheduleOptions): Schedule {
  switch (options.use) {
    case 'constant':
      return constant(options.factor);
    case 'linear':
      return linear(options);
    case 'cosine':
      return cosine(options);
    case 'step-decay':
      return stepDecay(options);
    case 'exponential':
      return exponential(options);
  }
}
