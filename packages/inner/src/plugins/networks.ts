import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { learnedOptimizer } from '../rules/learned-optimizer.js';
import { lstm } from '../rules/lstm.js';

const size = z.int().positive();
const sharpness = z.number().positive();

/** The rules that are networks, the same for every coordinate. */
export const networkRules: NonNullable<Plugin['provides']['rule']> = {
  lstm: component({
    summary: 'each parameter is the cell state of a small LSTM (Ravi & Larochelle 2017)',
    stops: 'the gradients and losses that it reads are constants to the meta-gradient, as its paper defines it',
    options: () =>
      z.object({
        units: size.default(20).describe('of the LSTM that reads gradients and losses'),
        preprocessing: sharpness.default(10).describe('p: numbers of at least e^-p are seen by their logarithm'),
      }),
    example: () => ({ units: 4 }),
    create: lstm,
  }),
  'learned-optimizer': component({
    summary: 'steps are what a recurrent network makes of the gradients (Andrychowicz et al. 2016)',
    options: () =>
      z.object({
        hidden: z.array(size).default([20, 20]).describe('units of each layer of LSTM cells'),
        scale: z.number().positive().default(0.01).describe('of the steps'),
        preprocessing: z
          .union([sharpness, z.literal('none')])
          .default(5)
          .describe('p: gradients of at least e^-p are seen by their logarithm; none: as they are'),
        secondDerivatives: z
          .boolean()
          .default(false)
          .describe('whether meta-gradients flow through the gradients that it reads'),
      }),
    // All paths open and no logarithm, so that the derivative is that of the value, and tame.
    example: () => ({ hidden: [3], scale: 0.2, preprocessing: 'none', secondDerivatives: true }),
    create: learnedOptimizer,
  }),
};
