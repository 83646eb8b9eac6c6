import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { adagrad } from '../rules/adagrad.js';
import { adam } from '../rules/adam.js';
import { adamW } from '../rules/adamw.js';
import { momentum } from '../rules/momentum.js';
import { rmsprop } from '../rules/rmsprop.js';
import { sgd } from '../rules/sgd.js';
import { svgd } from '../rules/svgd.js';
import { decay, decays, epsilon, learningRate } from './options.js';

const adamOptions = {
  learningRate: learningRate.default(1e-3),
  beta1: decay.default(0.9).describe('decay of the mean of the gradients'),
  beta2: decay.default(0.999).describe('decay of the mean of their squares'),
  epsilon,
};

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
    options: () => z.object(adamOptions),
    // ε keeps second derivatives within single precision's reach
    example: () => ({ learningRate: 0.1, epsilon: 0.01 }),
    create: adam,
  }),
  adamw: component({
    summary: 'Adam with weight decay apart from the gradients (Loshchilov & Hutter 2019)',
    options: () =>
      z.object({
        ...adamOptions,
        weightDecay: z.number().min(0).default(0.01).describe('λ: a step takes learningRate · λ of the parameters'),
        decays,
      }),
    example: () => ({ learningRate: 0.1, epsilon: 0.01, weightDecay: 0.5 }),
    create: adamW,
  }),
  rmsprop: component({
    summary: 'steps scaled by the running size of the gradients, without their mean (Tieleman & Hinton 2012)',
    options: () =>
      z.object({
        learningRate: learningRate.default(1e-3),
        decay: decay.default(0.9).describe('decay of the mean of the squared gradients'),
        epsilon,
      }),
    example: () => ({ learningRate: 0.05, epsilon: 0.1 }),
    create: rmsprop,
  }),
  adagrad: component({
    summary: 'steps scaled by the size of all gradients so far (Duchi et al. 2011)',
    options: () =>
      z.object({
        learningRate: learningRate.default(0.01),
        initial: z.number().min(0).default(0).describe('what the sum of squared gradients starts from'),
        epsilon,
      }),
    example: () => ({ learningRate: 0.1, initial: 0.1 }),
    create: adagrad,
  }),
  svgd: component({
    summary: 'particles that settle as a posterior would lie (Liu & Wang 2016); without particles gradient descent',
    options: () =>
      z.object({
        learningRate: learningRate.default(1e-3),
        bandwidth: z.number().positive().exactOptional().describe('of the kernel; default by the median'),
      }),
    example: () => ({ learningRate: 0.1 }),
    stops: 'the median bandwidth of the kernel is a constant to derivatives',
    create: svgd,
  }),
};
