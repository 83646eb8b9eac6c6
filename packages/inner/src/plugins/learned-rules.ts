import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { alfa } from '../rules/alfa.js';
import { lslr } from '../rules/lslr.js';
import { metaCurvature } from '../rules/meta-curvature.js';
import { metaSgd } from '../rules/meta-sgd.js';
import { learningRate, rate, steps } from './options.js';

/** The rules that are meta-learned, in part or in whole. */
export const learnedRules: NonNullable<Plugin['provides']['rule']> = {
  'meta-sgd': component({
    summary: 'gradient descent with one learned rate a parameter (Li et al. 2017)',
    options: () => z.object({ rate }),
    example: () => ({ rate: 0.1 }),
    create: metaSgd,
  }),
  lslr: component({
    summary: 'gradient descent with one learned rate a parameter tensor and inner step (Antoniou et al. 2019)',
    options: () => z.object({ steps, rate }),
    example: () => ({ steps: 2, rate: 0.1 }),
    create: lslr,
  }),
  alfa: component({
    summary: 'gradient descent whose rates and decay a network makes of the state of the task (Baik et al. 2020)',
    stops: 'the gradients that the generator sees are cut, as in the released code',
    options: () =>
      z.object({
        steps,
        rate,
        decay: z.number().exactOptional().describe('first value of every decay; default 5e-4 times the rate'),
      }),
    example: () => ({ steps: 2, rate: 0.1, decay: 0.05 }),
    create: alfa,
  }),
  'meta-curvature': component({
    summary: 'gradient descent behind a learned Kronecker product of matrices (Park & Oliva 2019)',
    options: () => z.object({ learningRate }),
    example: () => ({ learningRate: 0.1 }),
    create: metaCurvature,
  }),
};
