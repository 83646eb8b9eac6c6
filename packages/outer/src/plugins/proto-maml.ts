import type { AnyLearner, Component } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { protoMaml } from '../learners/proto-maml.js';
import { innerOf, innerOptions, steps } from './inner-options.js';

const size = z.int().positive();

export const protoMamlComponent: Component<AnyLearner> = component({
  summary: 'maml whose head begins as the prototypes of the support (Triantafillou et al. 2020)',
  tasks: ['classification'],
  options: (resolve) =>
    z.object({
      ...innerOptions(resolve),
      loss: part(resolve, 'loss').prefault('cross-entropy'),
      model: part(resolve, 'model').describe('the network without its head'),
      features: size.describe('what the model gives of an example'),
      ways: size.describe('classes of a task'),
      steps: steps.default(1).describe('inner steps in training'),
      scale: z.number().positive().default(1).describe('factor of the logits before the first step'),
      throughPrototypes: z.boolean().default(true).describe('whether derivatives flow through the first head'),
      adaptsNorm: z.boolean().default(false).describe('whether scales and offsets of normalisation adapt'),
    }),
  // Reptile teaches what the inner loop moves alone.
  example: ({ embedding, features, outputs, rule, loss }) => ({
    model: embedding,
    features,
    ways: outputs,
    rule,
    loss,
    steps: 2,
    adaptsNorm: true,
    scale: 0.3, // squared distances bend: differences of them are taken
  }),
  create: (options) => protoMaml(innerOf(options)),
});
