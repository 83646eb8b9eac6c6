import { activationNames } from '@innerloop/core';
import type { Plugin, Resolve } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { l2f } from './learners/l2f.js';
import { maml } from './learners/maml.js';
import { protoMamlComponent } from './plugins/proto-maml.js';
import { bodyAndHeadLearners } from './plugins/body-and-head.js';
import { caviaComponent } from './plugins/cavia.js';
import { heads } from './plugins/heads.js';
import { baselines } from './plugins/baselines.js';
import { innerOf, innerOptions, steps } from './plugins/inner-options.js';
import { metaGradients } from './plugins/meta-gradients.js';
import { probabilisticLearners } from './plugins/probabilistic.js';

const mamlOptions = (resolve: Resolve) => ({
  ...innerOptions(resolve),
  model: part(resolve, 'model'),
  steps: steps.default(1).describe('inner steps in training; 0 is the pretrained baseline'),
  adapts: z
    .array(z.string())
    .exactOptional()
    .describe('prefixes of the leaves that adapt; default all but those of normalisation'),
  adaptsNorm: z
    .boolean()
    .exactOptional()
    .describe('whether scales and offsets of normalisation adapt; default only those that adapts names'),
});

/** The gradient-based learners and meta-gradients, for configurations. */
export const outerPlugin: Plugin = {
  name: '@innerloop/outer',
  provides: {
    learner: {
      maml: component({
        summary: 'an initialisation from which a few steps of a rule give a good model (Finn et al. 2017)',
        options: (resolve) => z.object(mamlOptions(resolve)),
        // Reptile teaches what the inner loop moves alone.
        example: ({ network, rule, loss }) => ({ model: network, rule, loss, steps: 2, adaptsNorm: true }),
        create: (options) => maml(innerOf(options)),
      }),
      l2f: component({
        summary:
          'maml that takes a part of the initialisation away first, task by task and layer by layer (Baik et al. 2020)',
        options: (resolve) =>
          z.object({
            ...mamlOptions(resolve),
            kept: z.number().gt(0).lt(1).default(0.98).describe('what is left of every leaf at first'),
            activation: z.enum(activationNames).default('relu').describe('of the network that looks at gradients'),
          }),
        example: ({ network, rule, loss }) => ({
          model: network,
          rule,
          loss,
          steps: 2,
          adaptsNorm: true,
          activation: 'tanh',
          kept: 0.6,
        }),
        create: (options) => l2f(innerOf(options)),
      }),
      'proto-maml': protoMamlComponent,
      ...probabilisticLearners,
      ...bodyAndHeadLearners,
      cavia: caviaComponent,
      ...heads,
      ...baselines,
    },
    metaGradient: metaGradients,
  },
};
