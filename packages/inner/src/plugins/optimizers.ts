import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { adam } from '../rules/adam.js';
import { momentum } from '../rules/momentum.js';
import { sgd } from '../rules/sgd.js';
import { decay, epsilon, learningRate } from './options.js';

/** The rules that learn nothing themselves. */
export const optimizers: NonNullable<Plugin['provides']['rule']> = {
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
        epsilon,
      }),
    // ε keeps second derivatives within single precision's reach
    example: () => ({ learningRate: 0.1, epsilon: 0.01 }),
    create: adam,
  }),
};
