import { cosineHead, dense } from '@innerloop/core';
import type { AnyLearner, Component, Model } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { fineTune } from '../learners/fine-tune.js';
import { scratch } from '../learners/scratch.js';
import { crossValidated } from '../validation/cross-validated.js';
import { innerOf, innerOptions, steps } from './inner-options.js';

const size = z.int().positive();

const heads = {
  linear: (inputs: number, outputs: number): Model => dense({ inputs, outputs }),
  cosine: (inputs: number, outputs: number, scale?: number): Model =>
    cosineHead({ inputs, outputs, ...(scale === undefined ? {} : { scale }) }),
};

/** What learners by gradients are compared with. */
export const baselines: Readonly<Record<string, Component<AnyLearner>>> = {
  'fine-tune': component({
    summary: 'a pretrained body with a new head for every task; with cosine heads Baseline++ (Chen et al. 2019)',
    options: (resolve) =>
      z.object({
        ...innerOptions(resolve),
        body: part(resolve, 'model').describe('the network without its head'),
        features: size.describe('what the body gives of an example'),
        outputs: size.describe('of the head of a task: its classes'),
        classes: size.exactOptional().describe('training classes, for pre-training on all of them at once'),
        head: z.enum(['linear', 'cosine']).default('linear'),
        scale: z.number().positive().exactOptional().describe('factor of cosines; default 10'),
        steps: steps.exactOptional().describe('inner steps in training: 0 with classes, else 1'),
        adapts: z
          .array(z.string())
          .exactOptional()
          .describe('prefixes of the leaves that a task moves, body/ or head/'),
      }),
    example: ({ embedding, features, outputs, rule, loss }) => ({
      body: embedding,
      features,
      outputs,
      rule,
      loss,
      steps: 2,
    }),
    create: ({ features, outputs, classes, head, scale, ...options }) =>
      fineTune({
        ...innerOf(options),
        head: heads[head](features, outputs, scale),
        ...(classes === undefined ? {} : { classifier: heads[head](features, classes, scale) }),
      }),
  }),
  scratch: component({
    summary: 'a network of its own for every task, begun anew: what meta-learning is worth',
    options: (resolve) =>
      z.object({ ...innerOptions(resolve), model: part(resolve, 'model'), steps: steps.default(1) }),
    // A rule that learns: nothing else is learned.
    example: ({ network, loss }) => ({ model: network, rule: { use: 'meta-sgd', rate: 0.1 }, loss, steps: 2 }),
    create: (options) => scratch(innerOf(options)),
  }),
  'cross-validated': component({
    summary: 'of some ways to adapt the one that cross-validation on the support prefers, task by task',
    options: (resolve) =>
      z.object({
        candidates: z.array(part(resolve, 'learner')).min(1).describe('one network, adapted in different ways'),
        folds: z.int().min(2).default(5).describe('parts of the support, each held out once'),
      }),
    example: ({ network, rule, loss }) => ({
      candidates: [1, 2].map((count) => ({ use: 'maml', model: network, rule, loss, steps: count })),
      folds: 2,
    }),
    stops: 'no derivative is taken through the choice',
    create: crossValidated,
  }),
};
