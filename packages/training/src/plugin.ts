import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { exact, firstOrder } from './gradients/through.js';

/** The meta-gradients that every learner has, for configurations. */
export const trainingPlugin: Plugin = {
  name: '@innerloop/training',
  provides: {
    metaGradient: {
      exact: component({
        summary: 'backpropagation through every inner gradient',
        options: () => z.object({}),
        example: () => ({}),
        create: exact,
      }),
      'first-order': component({
        summary: 'inner gradients as constants: cheaper, and for MAML biased (FOMAML)',
        options: () => z.object({}),
        example: () => ({}),
        create: firstOrder,
      }),
    },
  },
};
