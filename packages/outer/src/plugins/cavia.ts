import type { AnyLearner, Component } from '@innerloop/core';
import { component, part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { cavia } from '../learners/cavia.js';
import { innerOf, innerOptions, steps } from './inner-options.js';

export const caviaComponent: Component<AnyLearner> = component({
  summary: 'a small vector tells the task to a network that all tasks share (Zintgraf et al. 2019)',
  options: (resolve) =>
    z.object({
      model: part(resolve, 'model').describe('with a context, such as { use: mlp, …, context: { size: 5 } }'),
      steps: steps.default(1).describe('inner steps in training'),
      ...innerOptions(resolve),
    }),
  example: ({ network, rule, loss }) => ({
    model: { ...(typeof network === 'object' ? network : { use: network }), context: { size: 3 } },
    rule,
    loss,
    steps: 2,
  }),
  create: (options) => cavia(innerOf(options)),
});
