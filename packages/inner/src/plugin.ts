import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { adam } from './rules/adam.js';
import { metaSgd } from './rules/meta-sgd.js';
import { momentum } from './rules/momentum.js';
import { sgd } from './rules/sgd.js';
import { scheduleOf, scheduleOptions } from './schedules/options.js';
import { chain } from './wrappers/chain.js';
import { clipByNorm } from './wrappers/clip-by-norm.js';
import { clipByValue } from './wrappers/clip-by-value.js';
import { scheduled } from './wrappers/scheduled.js';

const learningRate = z.number().positive().describe('step size, for a loss that is a mean over examples');
const decay = z.number().min(0).lt(1);
const limit = z.number().positive();

/** The update rules and their wrappers, for configurations. */
export const innerPlugin: Plugin = {
  name: '@innerloop/inner',
  provides: {
    rule: {
      sgd: component({
        summary: 'gradient descent',
        options: () => z.object({ learningRate }),
        example: () => ({ learningRate: 0.1 }),
        create: sgd,
      }),
      momentum: component({
        summary: 'gradient descent with momentum',
        options: () =>
          z.object({
            learningRate,
            momentum: decay.default(0.9).describe('part of the velocity that is kept'),
            nesterov: z.boolean().default(false).describe('whether the step looks ahead by one velocity'),
          }),
        example: () => ({ learningRate: 0.1, nesterov: true }),
        create: momentum,
      }),
      adam: component({
        summary: 'steps scaled by the running size of the gradients (Kingma & Ba 2015)',
        options: () =>
          z.object({
            learningRate: learningRate.default(1e-3),
            beta1: decay.default(0.9).describe('decay of the mean of the gradients'),
            beta2: decay.default(0.999).describe('decay of the mean of their squares'),
            epsilon: z.number().positive().default(1e-8),
          }),
        // ε keeps second derivatives within single precision's reach
        example: () => ({ learningRate: 0.1, epsilon: 0.01 }),
        create: adam,
      }),
      'meta-sgd': component({
        summary: 'gradient descent with one learned rate a parameter (Li et al. 2017)',
        options: () => z.object({ rate: z.number().default(0.01).describe('first value of every rate') }),
        example: () => ({ rate: 0.1 }),
        create: metaSgd,
      }),
      chain: component({
        summary: 'a rule with wrappers around it, the first outermost',
        options: (resolve) =>
          z.object({ rule: part(resolve, 'rule'), wrappers: z.array(part(resolve, 'wrapper')).min(1) }),
        example: ({ rule }) => ({
          rule,
          wrappers: [
            { use: 'clip-by-norm', limit: 0.7 },
            { use: 'scheduled', schedule: { use: 'linear', from: 0.5, to: 1, steps: 4 } },
            { use: 'clip-by-value', limit: 0.4 },
          ],
        }),
        create: ({ rule, wrappers }) => chain(...wrappers)(rule),
      }),
    },
    wrapper: {
      'clip-by-value': component({
        summary: 'clips every entry of the gradients',
        options: () => z.object({ limit: limit.describe('largest entry') }),
        example: () => ({ limit: 0.3 }),
        create: (options) => clipByValue(options.limit),
      }),
      'clip-by-norm': component({
        summary: 'scales gradients down to a norm, of each task by itself',
        options: () => z.object({ limit: limit.describe('largest norm') }),
        example: () => ({ limit: 0.5 }),
        create: (options) => clipByNorm(options.limit),
      }),
      scheduled: component({
        summary: 'scales the steps of a rule by a schedule',
        options: () => z.object({ schedule: scheduleOptions }),
        example: () => ({ schedule: { use: 'cosine', from: 1.5, to: 0.5, steps: 3 } }),
        create: ({ schedule }) => scheduled(scheduleOf(schedule)),
      }),
    },
  },
};
