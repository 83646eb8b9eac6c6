import type { Plugin, TaskSource } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { classHalves } from '../episodes/class-halves.js';
import { pretraining } from '../episodes/pretraining.js';
import { glyphs } from '../glyphs/glyphs.js';
import { sinusoids } from '../sinusoids/sinusoids.js';
import { interval, sampling } from './options.js';

const count = z.int().positive();

/** The data sets that need no files, for configurations. */
export const dataPlugin: Plugin = {
  name: '@innerloop/data',
  provides: {
    data: {
      sinusoids: component({
        summary: 'regression onto sine curves of random amplitude and phase (Finn et al. 2017)',
        options: () =>
          z.object({
            shots: z.int().nonnegative().default(10).describe('support points a task'),
            queries: count.default(10).describe('query points a task'),
            amplitude: interval.default([0.1, 5]),
            phase: interval.default([0, Math.PI]).describe('radians'),
            range: interval.default([-5, 5]).describe('where inputs are drawn from'),
            frequency: interval.default([1, 1]).describe('radians a unit of x'),
          }),
        create: sinusoids,
      }),
      glyphs: component({
        summary: 'invented handwriting: alphabets of stroke characters, drawn many times; no download',
        options: () =>
          z.object({
            ...sampling,
            alphabets: z.int().min(3).default(30),
            characters: count.default(20).describe('characters an alphabet'),
            drawings: count.default(20).describe('times that each character is drawn'),
            size: count.default(28).describe('height and width of an image'),
            jitter: z.number().nonnegative().default(1).describe('how untidy the hand is'),
            seed: z.int().default(0).describe('another seed invents other alphabets'),
          }),
        create: glyphs,
      }),
      pretraining: component({
        summary: 'another data set, its training classes all at once in ordinary batches; tasks in the other splits',
        options: (resolve) =>
          z.object({
            source: part(resolve, 'data'),
            batch: count.default(64).describe('examples a batch'),
            rotations: z.boolean().default(false).describe('quarter turns of training classes are classes too'),
          }),
        // That targets are class labels is told by the source's having classes.
        create: ({ source, ...options }) => pretraining(source as TaskSource, options),
      }),
      'class-halves': component({
        summary:
          'another data set, its training classes in two halves: tasks of the one, then of the other, in each meta-batch',
        options: (resolve) =>
          z.object({
            source: part(resolve, 'data').describe('a data set of classes'),
            seed: z.int().default(0).describe('another seed divides the classes otherwise'),
          }),
        create: ({ source, ...options }) => classHalves(source as TaskSource, options),
      }),
    },
  },
};
