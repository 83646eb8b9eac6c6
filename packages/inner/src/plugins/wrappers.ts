import type { Plugin } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { scheduleOf, scheduleOptions } from '../schedules/options.js';
import { chain } from '../wrappers/chain.js';
import { clipByNorm } from '../wrappers/clip-by-norm.js';
import { clipByValue } from '../wrappers/clip-by-value.js';
import { groups } from '../wrappers/groups.js';
import { l2 } from '../wrappers/l2.js';
import { persistent } from '../wrappers/persistent.js';
import { scheduled } from '../wrappers/scheduled.js';
import { unfreezing } from '../wrappers/unfreezing.js';
import { weightDecay } from '../wrappers/weight-decay.js';
import { decay, decays, limit } from './options.js';

/** A rule with wrappers around it, as a rule. */
export const wrappedRules: NonNullable<Plugin['provides']['rule']> = {
  chain: component({
    summary: 'a rule with wrappers around it, the first outermost',
    options: (resolve) => z.object({ rule: part(resolve, 'rule'), wrappers: z.array(part(resolve, 'wrapper')).min(1) }),
    example: ({ rule }) => ({
      rule,
      wrappers: [
        { use: 'clip-by-norm', limit: 0.7 },
        { use: 'scheduled', schedule: { use: 'linear', from: 0.5, to: 1, steps: 4 } },
        { use: 'clip-by-value', limit: 0.4 },
      ],
    }),
    create: ({ rule, wrappers: around }) => chain(...around)(rule),
  }),
  persistent: component({
    summary: 'a rule whose state goes on from task to task, for the inner loop of Reptile',
    options: (resolve) => z.object({ rule: part(resolve, 'rule') }),
    example: () => ({ rule: { use: 'adam', learningRate: 0.1, beta1: 0, epsilon: 0.05 } }),
    create: ({ rule }) => persistent(rule),
  }),
};

/** What makes a rule of a rule. */
export const wrappers: NonNullable<Plugin['provides']['wrapper']> = {
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
  groups: component({
    summary: 'scales how far leaves move by the beginning of their names; 0 freezes them',
    options: () =>
      z.object({
        factors: z
          .record(z.string(), z.number().min(0))
          .describe('by the beginning of a name, such as model/head/; the longest that fits counts'),
        learned: z.boolean().default(false).describe('whether factors above 0 are learned'),
      }),
    example: () => ({ factors: { '': 0.5 }, learned: true }),
    create: ({ factors, learned }) => groups(factors, { learned }),
  }),
  'weight-decay': component({
    summary: 'takes a share of the parameters away in each step, whatever the gradients',
    options: () => z.object({ share: decay.describe('the part that a step takes away'), decays }),
    example: () => ({ share: 0.05 }),
    create: weightDecay,
  }),
  l2: component({
    summary: 'adds λ φ to the gradients, before the rule scales them: coupled L2',
    options: () => z.object({ strength: z.number().min(0).describe('λ of ½ λ ‖φ‖²'), decays }),
    example: () => ({ strength: 0.3 }),
    create: l2,
  }),
  unfreezing: component({
    summary: 'moves the last leaves first, and one more group below them every few steps (Howard & Ruder 2018)',
    options: () =>
      z.object({
        groups: z.array(z.string()).min(1).describe('beginnings of names of leaves, from bottom to top'),
        every: z.int().positive().describe('steps until the next group moves too'),
      }),
    // One group, since names are the learner's: it holds the leaves of every one.
    example: () => ({ groups: [''], every: 1 }),
    create: unfreezing,
  }),
};
