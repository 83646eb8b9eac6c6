import type { Loss, Resolve, UpdateRule } from '@innerloop/core';
import { part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { miniBatches } from '../loop/batches.js';
import type { InnerLearnerOptions } from '../loop/inner-learner.js';
import { objectiveOf, objectiveOptions } from '../objectives/options.js';
import type { ObjectiveOptions } from '../objectives/options.js';
import { proximal } from '../penalties/proximal.js';
import type { ProximalOptions } from '../penalties/proximal.js';

export const steps: z.ZodType<number> = z.int().nonnegative();

const proximalOptions: z.ZodType<ProximalOptions> = z
  .object({
    strength: z.number().nonnegative().describe('λ of ½ λ ‖φ − θ‖²'),
    learned: z.boolean().default(false).describe('whether the outer rule moves λ'),
  })
  .describe('keeps what adapts near where it started');

interface InnerSchemas {
  readonly rule: z.ZodType<UpdateRule>;
  readonly loss: z.ZodType<Loss>;
  readonly testSteps: z.ZodExactOptional<z.ZodType<number>>;
  readonly batch: z.ZodExactOptional<z.ZodType<number>>;
  readonly objective: z.ZodExactOptional<z.ZodType<ObjectiveOptions>>;
  readonly proximal: z.ZodExactOptional<z.ZodType<ProximalOptions>>;
}

/** What every learner with an inner loop may be told in a configuration; training steps are the learner's own to say. */
export const innerOptions = (resolve: Resolve): InnerSchemas => ({
  rule: part(resolve, 'rule'),
  loss: part(resolve, 'loss'),
  testSteps: steps.exactOptional().describe('inner steps at test; default steps'),
  batch: z.int().positive().exactOptional().describe('examples an inner step sees; default all'),
  objective: objectiveOptions.exactOptional(),
  proximal: proximalOptions.exactOptional(),
});

interface InnerConfig {
  readonly batch?: number;
  readonly objective?: ObjectiveOptions;
  readonly proximal?: ProximalOptions;
}

type InnerMade = Pick<InnerLearnerOptions, 'batches' | 'objective' | 'penalty'>;

/** The same as a learner takes it. */
export function innerOf<Config extends InnerConfig>(config: Config): Omit<Config, keyof InnerConfig> & InnerMade {
  const { batch, objective, proximal: near, ...rest } = config;
  const made: InnerMade = {
    ...(batch === undefined ? {} : { batches: miniBatches(batch) }),
    ...(objective === undefined ? {} : { objective: objectiveOf(objective) }),
    ...(near === undefined ? {} : { penalty: proximal(near) }),
  };
  return { ...rest, ...made };
}
